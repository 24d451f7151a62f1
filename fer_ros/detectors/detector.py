# Copyright 2026 The fer_ros authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""The face detector: its base class and its registry."""

from __future__ import annotations

from abc import ABC, abstractmethod

from fer_ros.codec import as_lazy_image, LazyImage
from fer_ros.registry import Registry
from fer_ros.values.faces import Face
import numpy as np


class Detector(ABC):
    """
    Detects faces.

    A subclass sets `name`, which the messages carry, and may set `device`, what it runs on, and
    `reason`, the sentence that says why it was chosen.
    """

    name: str
    device: str = '?'
    reason: str = ''

    @property
    def description(self) -> str:
        """Return the sentence for the log: the reason, if there is one, or the name."""
        return self.reason or f'detector {self.name}'

    @abstractmethod
    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """
        Return the faces with a score of at least `threshold`.

        It may raise anything: the pipeline turns it into a PartError and skips the frame.

        :param image: (height, width, 3) uint8, BGR; must not be changed
        :param threshold: minimum detection score, 0..1
        :return: faces in pixels of `image`, in any order
        """


# A factory takes the path of the detector's weights; '' looks for them where weights are kept. One
# that has a parameter `compute` also gets the device and the number of threads. Other packages add
# factories by entry points of this group.
DETECTORS: Registry[Detector] = Registry('detector', 'fer_ros.detectors', Detector)


def detect_scaled(detector: Detector, image: np.ndarray | LazyImage, threshold: float,
                  width: int) -> list[Face]:
    """
    Search a copy of `image` scaled down to `width` pixels; faces come back in source pixels.

    An image that is not wider, or a `width` of 0, is searched as it is.

    :param image: (height, width, 3) uint8, BGR, or a LazyImage
    :raises ImageError: if an array is something else, or has no pixel
    """
    picture = as_lazy_image(image)
    source_height, source_width = picture.shape[:2]
    if width <= 0 or source_width <= width:
        return detector.detect(picture.whole(), threshold)
    height = max(round(source_height * width / source_width), 1)
    factors = source_width / width, source_height / height
    return [face.scaled(*factors)
            for face in detector.detect(picture.scaled(width, height), threshold)]
