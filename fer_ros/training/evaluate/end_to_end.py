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

"""Measures detector and classifier together, on scenes with one face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fer_ros.classifiers import Classifier
from fer_ros.classifiers.cropping import crop_face
from fer_ros.detectors import detect_scaled, Detector
from fer_ros.training.data import Split
from fer_ros.training.evaluate.scenes import Condition, CONDITIONS, scene
from fer_ros.values.faces import Box, Face
import numpy as np

SEED = 2022
# Lowest intersection over union of a detected box and the face's square in the scene
SAME_FACE = 0.2
BATCH = 64


@dataclass(frozen=True)
class EndToEnd:
    """Settings of detection and cropping; the defaults are those of the node."""

    threshold: float = 0.6
    width: int = 320
    margin: float = 0.0


def end_to_end(detector: Detector, classifier: Classifier, split: Split, count: int,
               use: EndToEnd,
               conditions: Sequence[Condition] = CONDITIONS) -> list[dict[str, Any]]:
    """
    Measure detector and classifier on the same faces under each condition.

    :param count: number of faces to draw from the split; at most all are used
    :return: for each condition, in 0..1: `found`, the share of faces that are detected; `right`,
        the share of all faces that are detected and classified correctly; `right_of_found`, the
        accuracy on the detected faces; and `right_of_perfect_crops`, the accuracy if the crop is
        exactly the face's square in the scene. `side`, `right_shift` and `down_shift` are the
        5th, 50th and 95th percentile of the crop's side and of the shift of its centre, as
        shares of the side of the face's square
    """
    generator = np.random.default_rng(SEED)
    chosen = generator.permutation(len(split))[:count]
    return [_measure(detector, classifier, split.only(chosen), condition, use)
            for condition in conditions]


def _measure(detector: Detector, classifier: Classifier, faces: Split, condition: Condition,
             use: EndToEnd) -> dict[str, Any]:
    from tqdm import tqdm

    generator = np.random.default_rng(SEED)
    crops, perfect, places, shapes = [], [], [], []
    for number in tqdm(range(len(faces)), condition.name, leave=False, disable=None):
        image, own = scene(faces.faces[number], condition, generator)
        perfect.append(crop_face(image, Face(own, 1.0), 0.0).copy())
        box = _found(detect_scaled(detector, image, use.threshold, use.width), own)
        if box is not None:
            crops.append(crop_face(image, Face(box, 1.0), use.margin).copy())
            places.append(number)
            shapes.append(_shape(box, own, use.margin))
    right = _right(classifier, crops, faces.classes[places])
    ideal = _right(classifier, perfect, faces.classes)
    percentiles = np.percentile(shapes, (5, 50, 95), axis=0).T if shapes else np.zeros((3, 3))
    return {
        'condition': condition.name, 'faces': len(faces),
        'found': round(len(places) / len(faces), 4),
        'right': round(float(right.sum()) / len(faces), 4),
        'right_of_found': round(float(right.mean()), 4) if len(right) else 0.0,
        'right_of_perfect_crops': round(float(ideal.mean()), 4),
        **{name: [round(float(value), 3) for value in row] for name, row in zip(
            ('side', 'right_shift', 'down_shift'), percentiles, strict=True)}}


def _found(faces: Sequence[Face], own: Box) -> Box | None:
    """Return the box that overlaps most with the face's square; None if all overlap too little."""
    return max((face.box for face in faces if face.box.iou(own) >= SAME_FACE), key=own.iou,
               default=None)


def _shape(box: Box, own: Box, margin: float) -> tuple[float, float, float]:
    side = max(box.width, box.height) * (1 + 2 * margin)
    return (side / own.width,
            (box.x + box.width / 2 - own.x - own.width / 2) / own.width,
            (box.y + box.height / 2 - own.y - own.height / 2) / own.height)


def _right(classifier: Classifier, crops: Sequence[np.ndarray],
           classes: np.ndarray) -> np.ndarray:
    answers = [classifier.classify(crops[start:start + BATCH]).argmax(axis=1)
               for start in range(0, len(crops), BATCH)]
    return (np.concatenate(answers) if answers else np.zeros(0, int)) == classes
