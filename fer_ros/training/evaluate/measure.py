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

"""Measures one model on one split."""

from __future__ import annotations

from dataclasses import dataclass
import time
from typing import Any

from fer_ros.classifiers import Classifier
from fer_ros.training.data import Split
from fer_ros.training.evaluate.metrics import (
    all_metrics, coverage_curve, ferplus_agreement)
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS
import numpy as np

CHUNK = 64
TIMED_FACES = 200


@dataclass(frozen=True)
class Result:
    """A model's name, probabilities (n, 7) and metrics as metrics.json holds them."""

    model: str
    probabilities: np.ndarray
    metrics: dict[str, Any]


def as_crops(faces: np.ndarray) -> list[np.ndarray]:
    """Return grey faces (n, height, width) uint8 as BGR crops, like those from a camera."""
    return [np.repeat(face[..., None], 3, axis=2) for face in faces]


def classify_all(classifier: Classifier, faces: np.ndarray) -> np.ndarray:
    """Return the probabilities (n, 7) of grey faces (n, height, width) uint8."""
    from tqdm import tqdm

    starts = tqdm(range(0, len(faces), CHUNK), classifier.name, leave=False, disable=None)
    return np.concatenate([classifier.classify(as_crops(faces[start:start + CHUNK]))
                           for start in starts])


def measure(classifier: Classifier, split: Split,
            copied: np.ndarray | None = None) -> Result:
    """
    Measure a model on a split.

    :param copied: (n,) which faces have a copy in Training that the model may have memorised
    :raises FerRosError: if the split is empty
    """
    if not len(split):
        raise FerRosError('there is no face to measure on')
    probabilities = classify_all(classifier, split.faces)
    times = {f'batch_{size}': round(_ms_per_face(classifier, split, size), 3) for size in (1, 8)}
    return result_of(classifier.name, probabilities, times, split, copied)


def result_of(name: str, probabilities: np.ndarray, ms_per_face: dict[str, float], split: Split,
              copied: np.ndarray | None = None) -> Result:
    """
    Return the result of a model from its probabilities (n, 7) for the faces of a split.

    :param ms_per_face: milliseconds by the size of the batch
    :param copied: as in `measure`
    """
    metrics = {'model': name, 'faces': len(split), **all_metrics(probabilities, split.classes),
               'ms_per_face': ms_per_face}
    metrics['coverage'] = coverage_curve(probabilities, split.classes)
    if copied is not None and not copied.all():
        own = all_metrics(probabilities[~copied], split.classes[~copied])
        metrics['without_copies'] = {'faces': int((~copied).sum()), **{
            key: own[key] for key in ('accuracy', 'macro_f1', 'ece')}}
    if split.votes is not None:
        agreement, faces = ferplus_agreement(probabilities, split.votes)
        metrics['ferplus_agreement'] = {'accuracy': agreement, 'faces': faces}
    return Result(name, probabilities, metrics)


def _ms_per_face(classifier: Classifier, split: Split, size: int) -> float:
    """Return the median time per face in milliseconds, including preparation of the crops."""
    crops = as_crops(split.faces[:TIMED_FACES])
    crops = (crops * size)[:max(len(crops) // size, 1) * size]
    times = []
    for start in range(0, len(crops), size):
        begun = time.perf_counter()
        classifier.classify(crops[start:start + size])
        times.append((time.perf_counter() - begun) / size)
    return float(1000 * np.median(times))


def worst_mistakes(result: Result, split: Split, count: int) -> list[tuple[np.ndarray, str]]:
    """Return the wrongly classified faces with the highest confidence, each with a title."""
    predicted = result.probabilities.argmax(axis=1)
    confidence = result.probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != split.classes)
    chosen = wrong[np.argsort(-confidence[wrong], kind='stable')][:count]
    return [(split.faces[i], f'{LABELS[split.classes[i]]}\n→ {LABELS[predicted[i]]} '
                             f'{confidence[i]:.0%}') for i in chosen]
