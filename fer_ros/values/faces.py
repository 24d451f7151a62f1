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

"""A face found in an image and the emotion read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
import math

from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np


@dataclass(frozen=True)
class Box:
    """An axis-aligned rectangle in pixels; x to the right, y down, (x, y) the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    def scaled(self, factor_x: float, factor_y: float) -> Box:
        """Return the box in an image whose axes are `factor_x` and `factor_y` as long."""
        return Box(self.x * factor_x, self.y * factor_y,
                   self.width * factor_x, self.height * factor_y)

    def clipped(self, image_width: int, image_height: int) -> tuple[int, int, int, int]:
        """
        Return (x, y, width, height) in whole pixels, inside the image.

        Width and height are 0 where the box lies outside.
        """
        left = min(max(round(self.x), 0), image_width)
        top = min(max(round(self.y), 0), image_height)
        right = min(max(round(self.x + self.width), left), image_width)
        bottom = min(max(round(self.y + self.height), top), image_height)
        return left, top, right - left, bottom - top

    def intersection(self, other: Box) -> float:
        """Return the area that is in `other` as well, in square pixels."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        if width <= 0.0:
            return 0.0
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return width * max(height, 0.0)

    def iou(self, other: Box) -> float:
        """Return intersection over union with `other`, 0..1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def overlap(self, other: Box) -> float:
        """Return the intersection as a part of the smaller of the two, 0..1."""
        smaller = min(self.area, other.area)
        return self.intersection(other) / smaller if smaller > 0 else 0.0


@dataclass(frozen=True)
class Face:
    """
    One detected face.

    `score` is the detector's confidence, 0..1. `landmarks`, where the detector gives them, is a
    (5, 2) float array in pixels: right eye, left eye, nose tip, right and left corner of the
    mouth (the person's right, as OpenCV's FaceDetectorYN orders them).
    """

    box: Box
    score: float
    landmarks: np.ndarray | None = field(default=None, compare=False)

    def scaled(self, factor_x: float, factor_y: float) -> Face:
        """Return the face in an image whose axes are `factor_x` and `factor_y` as long."""
        landmarks = self.landmarks
        if landmarks is not None:
            # A single number is faster, and the usual case.
            landmarks = landmarks * (factor_x if factor_x == factor_y else
                                     np.array([factor_x, factor_y], landmarks.dtype))
        return Face(self.box.scaled(factor_x, factor_y), self.score, landmarks)

    def moved(self, right: float, down: float) -> Face:
        """Return the face elsewhere in the image; `right` and `down` are in pixels."""
        landmarks = self.landmarks
        if landmarks is not None:
            landmarks = landmarks + np.array([right, down], landmarks.dtype)
        box = self.box
        return Face(Box(box.x + right, box.y + down, box.width, box.height), self.score, landmarks)


@dataclass(frozen=True)
class FaceEmotion:
    """
    A face with the probability of each emotion.

    `probabilities` (smoothed over time) and `raw_probabilities` (one frame alone) are float arrays
    (len(labels),) that sum to 1, or less where `labels` are not all that the model knows.
    `valence` and `arousal` are -1..1, NaN where the model gives none. `label` is the dominant
    emotion, or UNKNOWN; left out, it is the most probable one. `quality` is how far the face can
    be trusted, 0..1, NaN where it is not known.
    """

    face_id: str
    face: Face
    probabilities: np.ndarray
    raw_probabilities: np.ndarray
    labels: tuple[str, ...] = LABELS
    valence: float = math.nan
    arousal: float = math.nan
    label: str = ''
    quality: float = math.nan

    def __post_init__(self) -> None:
        """Name the most probable emotion where no label is given."""
        if not self.label:
            object.__setattr__(self, 'label', self.labels[int(np.argmax(self.probabilities))])

    @property
    def confidence(self) -> float:
        """Return the probability of the label, 0..1; 0 where it is UNKNOWN."""
        if self.label == UNKNOWN:
            return 0.0
        return float(self.probabilities[self.labels.index(self.label)])

    @property
    def caption(self) -> str:
        """Return the label and its probability for people to read."""
        return caption(self.label, self.confidence)


def caption(label: str, confidence: float) -> str:
    """Return a label and its probability, 0..1, for people to read."""
    return UNKNOWN if label == UNKNOWN else f'{label} {confidence:.0%}'
