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

"""One processed frame as the viewers get it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
from fer_ros.codec import LazyImage
from fer_ros.outputs.records import frame_record
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np

# A screen shows no more; larger images are reduced.
MAX_SIDE = 1280
QUALITY = 80


@dataclass(frozen=True)
class ViewedFrame:
    """
    A processed frame.

    `image` returns the frame without drawings, its faces hidden if `anonymize` is set; it is
    called only if somebody looks. `stamp_ns` is in nanoseconds since 1970, `processing_time` in
    seconds; `size` is (width, height) in pixels; `labels` are those of the probabilities.
    `encoded` is the image as JPEG if it comes like this, b'' if there is no image.
    """

    image: Callable[[], LazyImage]
    stamp_ns: int
    frame_id: str
    size: tuple[int, int]
    emotions: Sequence[FaceEmotion]
    detector: str
    model: str
    processing_time: float
    labels: Sequence[str] = LABELS
    encoded: bytes | None = None

    @property
    def stamp(self) -> float:
        """Return the stamp in seconds."""
        return self.stamp_ns * 1e-9

    @cached_property
    def record(self) -> dict[str, Any]:
        """Return the results as types of JSON."""
        return frame_record(self.stamp, self.frame_id, self.size, self.emotions,
                            detector=self.detector, model=self.model,
                            processing_time=self.processing_time, labels=self.labels)

    @cached_property
    def jpeg(self) -> bytes:
        """Return the image as JPEG, its longer side at most MAX_SIDE pixels; b'' for none."""
        if self.encoded is not None:
            return self.encoded
        image, (width, height) = self.image(), self.size
        scale = MAX_SIDE / max(width, height)
        return encode_jpeg(image.whole() if scale >= 1 else image.scaled(
            max(round(scale * width), 1), max(round(scale * height), 1)))


def encode_jpeg(pixels: np.ndarray) -> bytes:
    """Return a BGR image (height, width, 3) uint8 as JPEG."""
    return cv2.imencode('.jpg', pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
