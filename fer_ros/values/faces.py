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

"""A detected face and its emotion."""

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
        """Return the box in an image that is scaled by `factor_x` and `factor_y`."""
        return Box(self.x * factor_x, self.y * factor_y,
                   self.width * factor_x, self.height * factor_y)

    def clipped(self, image_width: int, image_height: int) -> tuple[int, int, int, int]:
        """
        Return (x, y, width, height) in whole pixels, inside the image.

        Width and height are 0 if the box is outside.
        """
        left = min(max(round(self.x), 0), image_width)
        top = min(max(round(self.y), 0), image_height)
        right = min(max(round(self.x + self.width), left), image_width)
        bottom = min(max(round(self.y + self.height), top), image_height)
        return left, top, right - left, bottom - top

    def intersection(self, other: Box) -> float:
        """Return the area of the intersection with `other`, in square pixels."""
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
        """Return the intersection divided by the area of the smaller box, 0..1."""
        smaller = min(self.area, other.area)
        return self.intersection(other) / smaller if smaller > 0 else 0.0


@dataclass(frozen=True)
class Face:
    """
    One detected face.

    `score` is the detection score, 0..1. `landmarks` is None or a (5, 2) float array in pixels:
    right eye, left eye, tip of the nose, right and left corner of the mouth (the person's right,
    in the order of OpenCV's FaceDetectorYN).
    """

    box: Box
    score: float
    landmarks: np.ndarray | None = field(default=None, compare=False)

    def scaled(self, factor_x: float, factor_y: float) -> Face:
        """Return the face in an image that is scaled by `factor_x` and `factor_y`."""
        landmarks = self.landmarks
        if landmarks is not None:
            # A single factor is faster, and the usual case.
            landmarks = landmarks * (factor_x if factor_x == factor_y else
                                     np.array([factor_x, factor_y], landmarks.dtype))
        return Face(self.box.scaled(factor_x, factor_y), self.score, landmarks)

    def moved(self, right: float, down: float) -> Face:
        """Return the face moved by `right` and `down` pixels."""
        landmarks = self.landmarks
        if landmarks is not None:
            landmarks = landmarks + np.array([right, down], landmarks.dtype)
        box = self.box
        return Face(Box(box.x + right, box.y + down, box.width, box.height), self.score, landmarks)


@dataclass(frozen=True)
class FaceEmotion:
    """
    A face with the probability of each emotion.

    `probabilities` (smoothed over time) and `raw_probabilities` (of one frame) are float arrays
    (len(labels),) that sum to 1, or to less if `labels` are not all LABELS. `valence` and
    `arousal` are -1..1, or NaN if they are unknown. `label` is the emotion, or UNKNOWN; by default
    it is the most probable one. `quality` of the face crop is 0..1, or NaN if it is unknown.
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
        """Use the most probable label if none is given."""
        if not self.label:
            object.__setattr__(self, 'label', self.labels[int(np.argmax(self.probabilities))])

    @property
    def confidence(self) -> float:
        """Return the probability of the label, 0..1; 0 if it is UNKNOWN."""
        if self.label == UNKNOWN:
            return 0.0
        return float(self.probabilities[self.labels.index(self.label)])

    @property
    def caption(self) -> str:
        """Return the label and its probability as a readable text."""
        return caption(self.label, self.confidence)


def caption(label: str, confidence: float) -> str:
    """Return a label and its probability, 0..1, as a readable text."""
    return UNKNOWN if label == UNKNOWN else f'{label} {confidence:.0%}'
