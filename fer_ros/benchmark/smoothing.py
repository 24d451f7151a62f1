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

"""
How stable labels and identifiers are, and how soon a change of expression shows.

The pipeline processes simulated videos of real faces: a still face in front of a shaking, noisy
camera (how often does the label change?), a face that another one replaces (how long until the
label follows?), and two faces that cross and hide (do the identifiers stay?).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from fer_ros.benchmark.sequences import crossing_sequence, expression_sequence, Head, LabelledFrame
from fer_ros.detectors import Detector
from fer_ros.pipeline import Pipeline
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np

# Duration of each expression before and after a change
CHANGE_S = 3.0
# Standard deviation of the boxes of detectors, measured, in heights of the face
BOX_NOISE = 0.015
# A result belongs to a face if the overlap (IoU) of the boxes is at least this.
MIN_IOU = 0.3


class KnownFaces(Detector):
    """A detector that returns known boxes, for faces that no detector finds."""

    name = 'known'

    def __init__(self) -> None:
        """Start without a face."""
        self.boxes: list[Box] = []
        self._rng = np.random.default_rng(0)

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the known boxes with noise."""
        return [Face(Box(*(value + BOX_NOISE * box.height * error for value, error in zip(
            (box.x, box.y, box.width, box.height), self._rng.normal(size=4), strict=True))), 1.0)
            for box in self.boxes]


def constant(pipeline: Pipeline, head: Head, *, seconds: float, rate: float,
             seed: int = 0) -> dict[str, Any]:
    """
    Return how often the label changes for a face with a constant expression.

    :return: `frames`; `found`, the frames with a result; the most common `label`;
        `label_changes` and, without smoothing, `raw_label_changes`, both per minute
    """
    frames = expression_sequence([(head, seconds)], rate=rate, seed=seed)
    found = [face for _, face in _track_face(pipeline, frames)]
    seen = [face for face in found if face is not None]
    minutes = seconds / 60
    return {'frames': len(found), 'found': len(seen),
            'label': _most_common(face.label for face in seen),
            'label_changes': _changes(face.label for face in seen) / minutes,
            'raw_label_changes': _changes(map(_raw_label, seen)) / minutes}


def change(pipeline: Pipeline, before: Head, after: Head, *, rate: float,
           seed: int = 0) -> dict[str, Any] | None:
    """
    Return how long a new expression takes to show, or None if both have the same label.

    :return: the most common raw labels `before` and `after`, and the `delay` in seconds from the
        first frame with the new expression to the first frame with its label; None if that label
        never shows
    """
    watched = [(stamp, face) for stamp, face in _track_face(pipeline, expression_sequence(
        [(before, CHANGE_S), (after, CHANGE_S)], rate=rate, seed=seed)) if face is not None]
    first = [face for stamp, face in watched if stamp < CHANGE_S]
    second = [(stamp, face) for stamp, face in watched if stamp >= CHANGE_S]
    old = _most_common(map(_raw_label, first))
    new = _most_common(_raw_label(face) for _, face in second)
    if not first or not second or old == new:
        return None
    shown = next((stamp for stamp, face in second if face.label == new), None)
    return {'before': old, 'after': new,
            'delay': None if shown is None else round(shown - second[0][0], 4)}


def changes(pipeline: Pipeline, heads: Mapping[str, Head], *, rate: float) -> list[dict[str, Any]]:
    """Return the results of `change`, with the names, from each face to the next."""
    names = list(heads)
    results = []
    for seed, (before, after) in enumerate(zip(names, names[1:] + names[:1], strict=True)):
        result = change(pipeline, heads[before], heads[after], rate=rate, seed=seed)
        if result is not None:
            results.append({'from': before, 'to': after, **result})
    return results


def identities(pipeline: Pipeline, heads: Mapping[str, Head], *, rate: float) -> dict[str, Any]:
    """
    Return how often the identifiers of two faces change while they cross and hide.

    :return: by name: `frames` in which the face was visible, `found`, and `id_changes`
    """
    known: dict[str, list[str]] = {name: [] for name in heads}
    visible: Counter[str] = Counter()
    for shown in crossing_sequence(list(heads.items()), rate=rate):
        emotions = pipeline.process(shown.image, shown.stamp)
        visible.update(list(shown.faces))
        for name, box in shown.faces.items():
            # A result for the other face may overlap this box too, but it overlaps its own more.
            own = [emotion for emotion in emotions if emotion.face.box.iou(box) == max(
                map(emotion.face.box.iou, shown.faces.values()))]
            face = _best_match(own, box)
            if face is not None:
                known[name].append(face.face_id)
    return {name: {'frames': visible[name], 'found': len(ids), 'id_changes': _changes(ids)}
            for name, ids in known.items()}


def _track_face(pipeline: Pipeline,
                frames: Iterable[LabelledFrame]) -> Iterable[tuple[float, FaceEmotion | None]]:
    """Yield the stamp of each frame and the result for its face."""
    for shown in frames:
        box = shown.faces['face']
        if isinstance(pipeline.detector, KnownFaces):
            pipeline.detector.boxes = [box]
        yield shown.stamp, _best_match(pipeline.process(shown.image, shown.stamp), box)


def _best_match(emotions: Iterable[FaceEmotion], box: Box) -> FaceEmotion | None:
    best = max(emotions, key=lambda emotion: emotion.face.box.iou(box), default=None)
    return best if best is not None and best.face.box.iou(box) >= MIN_IOU else None


def _raw_label(emotion: FaceEmotion) -> str:
    return LABELS[int(emotion.raw_probabilities.argmax())]


def _most_common(values: Iterable[str]) -> str:
    counts = Counter(values).most_common(1)
    return counts[0][0] if counts else ''


def _changes(values: Iterable[str]) -> int:
    return sum(one != other for one, other in pairwise(values))
