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

"""The results of the whole pipeline for faces that are blurred, covered or cut by the border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.filtering import filter_results
from fer_ros.values.faces import Box, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np

# Face crops are enlarged to SIDE pixels and placed in the middle of an image.
SIDE, MARGIN_X, MARGIN_Y = 144, 88, 48
# A box with a smaller overlap (IoU) with the true box belongs to another face.
_MIN_IOU = 0.3
_SIDES = 'left', 'right', 'top', 'bottom'
# Gaussian blur (sigma) and covered or cut part, as fractions of the side of the face
BLURS = 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.12
COVERED = 0.25, 0.5
CUT = 0.1, 0.25, 0.4, 0.5


@dataclass(frozen=True)
class Sample:
    """An image (height, width, 3) uint8 BGR, the box of a face in it, and the right label."""

    image: np.ndarray
    box: Box
    label: str


@dataclass(frozen=True)
class Row:
    """
    The results for a number of faces.

    `found` is a fraction of all faces. `unknown` and `right` (regardless of the quality) are
    fractions of those found. `right_named` is a fraction of those with a label other than unknown.
    """

    faces: int
    found: float
    unknown: float
    right: float
    right_named: float


# Makes the images for one row of the table from a sample.
Change = Callable[[Sample], list[Sample]]


def mounted(faces: np.ndarray, classes: np.ndarray) -> list[Sample]:
    """
    Return face crops as images: each enlarged and surrounded by a border.

    :param faces: (n, height, width) uint8
    :param classes: (n,) indices into LABELS
    """
    samples = []
    for face, index in zip(faces, classes, strict=True):
        large = cv2.resize(face, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        image = cv2.GaussianBlur(cv2.copyMakeBorder(
            large, MARGIN_Y, MARGIN_Y, MARGIN_X, MARGIN_X, cv2.BORDER_REPLICATE), (0, 0), 4)
        image[MARGIN_Y:MARGIN_Y + SIDE, MARGIN_X:MARGIN_X + SIDE] = large
        samples.append(Sample(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR),
                              Box(MARGIN_X, MARGIN_Y, SIDE, SIDE), LABELS[int(index)]))
    return samples


def crops(faces: np.ndarray, classes: np.ndarray) -> list[Sample]:
    """Return face crops, (n, height, width) uint8, unchanged."""
    height, width = faces.shape[1:]
    return [Sample(cv2.cvtColor(face, cv2.COLOR_GRAY2BGR), Box(0, 0, width, height),
                   LABELS[int(index)]) for face, index in zip(faces, classes, strict=True)]


def portraits(pipeline: Pipeline, images: Sequence[np.ndarray]) -> list[Sample]:
    """Return the faces that the pipeline finds and names; its label counts as right."""
    return [Sample(image, emotion.face.box, emotion.label) for image in images
            for emotion in filter_results(pipeline.process_photo(image), pipeline.settings)
            if emotion.label != UNKNOWN]


def seen(pipeline: Pipeline, samples: Sequence[Sample]) -> list[Sample]:
    """Return the samples in which the pipeline finds the face, with the box that it finds."""
    found = ((sample, _face_of(pipeline, sample)) for sample in samples)
    return [Sample(sample.image, emotion.face.box, sample.label)
            for sample, emotion in found if emotion is not None]


def measure(pipeline: Pipeline, samples: Sequence[Sample], change: Change) -> Row:
    """Return the results for the samples after a change; each image is processed as a photo."""
    results = [(changed.label, _face_of(pipeline, changed))
               for sample in samples for changed in change(sample)]
    found = [(label, emotion) for label, emotion in results if emotion is not None]
    named = [label == emotion.label for label, emotion in found if emotion.label != UNKNOWN]
    right = [label == LABELS[int(np.argmax(emotion.raw_probabilities))]
             for label, emotion in found]
    return Row(len(results), _share(len(found), len(results)),
               _share(len(found) - len(named), len(found)), _share(sum(right), len(right)),
               _share(sum(named), len(named)))


def changes(seed: int = 0) -> dict[str, Change]:
    """Return the changes by name; the same seed covers faces with the same patterns."""
    rng = np.random.default_rng(seed)

    def blurred(share: float) -> Change:
        return lambda sample: [_blurred(sample, share)]

    def covered(share: float) -> Change:
        return lambda sample: [_covered(sample, side, share, rng) for side in _SIDES]

    def cut(share: float) -> Change:
        return lambda sample: [_cut(sample, side, share) for side in _SIDES]

    return {'as it is': lambda sample: [sample],
            **{f'blurred by {share:.0%} of the face': blurred(share) for share in BLURS},
            **{f'covered by {share:.0%}': covered(share) for share in COVERED},
            **{f'cut by {share:.0%}': cut(share) for share in CUT}}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else float('nan')


def _face_of(pipeline: Pipeline, sample: Sample) -> FaceEmotion | None:
    emotions = filter_results(pipeline.process_photo(sample.image), pipeline.settings)
    return max((emotion for emotion in emotions if emotion.face.box.iou(sample.box) >= _MIN_IOU),
               key=lambda emotion: emotion.face.box.iou(sample.box), default=None)


def _blurred(sample: Sample, share: float) -> Sample:
    sigma = share * max(sample.box.width, sample.box.height)
    return Sample(cv2.GaussianBlur(sample.image, (0, 0), sigma), sample.box, sample.label)


def _part(box: Box, side: str, share: float) -> Box:
    """Return a fraction of a box at one of its sides."""
    width = box.width * (share if side in ('left', 'right') else 1.0)
    height = box.height * (share if side in ('top', 'bottom') else 1.0)
    return Box(box.x + (box.width - width if side == 'right' else 0.0),
               box.y + (box.height - height if side == 'bottom' else 0.0), width, height)


def _covered(sample: Sample, side: str, share: float, rng: np.random.Generator) -> Sample:
    """Cover a part of the face with a smooth random pattern that has sharp edges."""
    image = sample.image.copy()
    x, y, width, height = _part(sample.box, side, share).clipped(*image.shape[1::-1])
    pattern = rng.integers(0, 256, (6, 6, 3), np.uint8)
    if width and height:
        image[y:y + height, x:x + width] = cv2.resize(pattern, (width, height),
                                                      interpolation=cv2.INTER_CUBIC)
    return Sample(image, sample.box, sample.label)


def _cut(sample: Sample, side: str, share: float) -> Sample:
    """Let the border of the image cut off a part of the face."""
    height, width = sample.image.shape[:2]
    part = _part(sample.box, side, share)
    left = round(part.x + part.width) if side == 'left' else 0
    top = round(part.y + part.height) if side == 'top' else 0
    right = round(part.x) if side == 'right' else width
    bottom = round(part.y) if side == 'bottom' else height
    box = sample.box
    return Sample(np.ascontiguousarray(sample.image[top:bottom, left:right]),
                  Box(box.x - left, box.y - top, box.width, box.height), sample.label)
