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

"""Small pictures of each face, one for each label that it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import cv2
from fer_ros.outputs.results import FrameResult
from fer_ros.values.faces import Box, FaceEmotion
import numpy as np

SIDE = 96  # pixels
_MARGIN = 0.25
_JPEG_QUALITY = 80
# A better picture takes the place of another if its quality is higher by this factor: a few times
# at most, because each costs a whole image.
_BETTER = 1.3
# Faces that keep their pictures; of more, those in the fewest frames lose theirs.
MAX_FACES = 60

FaceKey = tuple[str, str, str]  # bag, topic, face_id


@dataclass(frozen=True)
class Thumbnail:
    """A JPEG of a face, and when it was taken."""

    label: str
    confidence: float
    time_s: float
    quality: float
    jpeg: bytes


class Thumbnails:
    """Takes a picture when a face has a label for the first time, or a clearly better one."""

    def __init__(self) -> None:
        """Start without pictures."""
        self._pictures: dict[FaceKey, dict[str, Thumbnail]] = {}
        self._frames: Counter[FaceKey] = Counter()

    def add(self, result: FrameResult) -> None:
        """Look at a frame of a recording."""
        for emotion in result.emotions:
            key = result.place.bag, result.place.topic, emotion.face_id
            self._frames[key] += 1
            taken = self._pictures.setdefault(key, {})
            before, quality = taken.get(emotion.label), np.nan_to_num(emotion.quality)
            if before is None or quality > _BETTER * max(before.quality, 0.1):
                taken[emotion.label] = _thumbnail(result, emotion, float(quality))
        if len(self._pictures) > 2 * MAX_FACES:
            self._prune()

    def of(self, bag: str, topic: str, face_id: str) -> list[Thumbnail]:
        """Return the pictures of a face by time; none if too many other faces were seen longer."""
        return sorted(self._pictures.get((bag, topic, face_id), {}).values(),
                      key=lambda thumbnail: thumbnail.time_s)

    def _prune(self) -> None:
        kept = sorted(self._pictures, key=lambda key: -self._frames[key])[:MAX_FACES]
        self._pictures = {key: self._pictures[key] for key in kept}
        self._frames = Counter({key: self._frames[key] for key in kept})


def _thumbnail(result: FrameResult, emotion: FaceEmotion, quality: float) -> Thumbnail:
    crop = square_crop(result.pictures.plain, emotion.face.box)
    _, data = cv2.imencode('.jpg', crop, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return Thumbnail(emotion.label, emotion.confidence, result.place.time_s or 0.0, quality,
                     data.tobytes())


def square_crop(image: np.ndarray, box: Box) -> np.ndarray:
    """
    Return the square around a box with a margin, (SIDE, SIDE, 3); beyond the image it is grey.

    :param image: (height, width, 3) uint8, BGR
    """
    side = max(round(max(box.width, box.height) * (1 + 2 * _MARGIN)), 2)
    left = round(box.x + box.width / 2 - side / 2)
    top = round(box.y + box.height / 2 - side / 2)
    height, width = image.shape[:2]
    inside = image[max(top, 0):max(top + side, 0), max(left, 0):max(left + side, 0)]
    if inside.size == 0:
        return np.full((SIDE, SIDE, 3), 128, np.uint8)
    square = cv2.copyMakeBorder(
        inside, max(-top, 0), max(top + side - height, 0), max(-left, 0),
        max(left + side - width, 0), cv2.BORDER_CONSTANT, value=(128, 128, 128))
    return cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
