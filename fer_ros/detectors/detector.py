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

    A subclass sets `name`, which is published in the messages. It may set `device`, which it runs
    on, `reason`, a sentence that says why it was chosen, and `full_score`, the score of a face
    that is fully visible: covered faces have a lower score and then get a lower quality. 0 is for
    scores that do not show it.
    """

    name: str
    device: str = '?'
    reason: str = ''
    full_score: float = 0.0

    @property
    def description(self) -> str:
        """Return the sentence for the log: the reason, if there is one, or the name."""
        return self.reason or f'detector {self.name}'

    @abstractmethod
    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """
        Return the faces with a score of at least `threshold`.

        It may raise any error: the pipeline converts it to a PartError and drops the frame.

        :param image: (height, width, 3) uint8, BGR; must not be changed
        :param threshold: minimum detection score, 0..1
        :return: faces in pixels of `image`, in any order
        """


# A factory takes the path of the weights; '' searches the usual folders. If it has a parameter
# `compute`, it also gets the device and the number of threads. Other packages add factories with
# entry points of this group.
DETECTORS: Registry[Detector] = Registry('detector', 'fer_ros.detectors', Detector)


def detect_scaled(detector: Detector, image: np.ndarray | LazyImage, threshold: float,
                  width: int) -> list[Face]:
    """
    Detect faces in a copy of `image` that is reduced to `width` pixels.

    The image is not reduced if it is not wider, or if `width` is 0.

    :param image: (height, width, 3) uint8, BGR, or a LazyImage
    :return: faces in pixels of `image`
    :raises ImageError: if an array has another shape or type, or no pixel
    """
    lazy = as_lazy_image(image)
    source_height, source_width = lazy.shape[:2]
    if width <= 0 or source_width <= width:
        return detector.detect(lazy.whole(), threshold)
    height = max(round(source_height * width / source_width), 1)
    factors = source_width / width, source_height / height
    return [face.scaled(*factors)
            for face in detector.detect(lazy.scaled(width, height), threshold)]
