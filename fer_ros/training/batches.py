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

"""The batches of an epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.augment import augmented
from fer_ros.training.data import Split
from fer_ros.training.faces import model_input
from fer_ros.training.stage import Stage
from fer_ros.values.labels import LABELS
import numpy as np

Batch = tuple[np.ndarray, dict[str, np.ndarray]]
Teacher = Callable[[np.ndarray], np.ndarray]


def batch_count(split: Split, stage: Stage) -> int:
    """Return the number of batches of an epoch; the last one may be smaller."""
    return -(-len(split) // stage.batch_size)


def batches(split: Split, stage: Stage, spec: InputSpec, seed: tuple[int, ...], *,
            first: int = 0, teacher: np.ndarray | Teacher | None = None) -> Iterator[Batch]:
    """
    Yield the model's input and its targets by output, `probabilities` and `votes`.

    Each batch depends on `seed` and its number alone, so that an epoch can be gone on with at
    any batch. The next batch is made while the model learns from this one.

    :param seed: of the epoch
    :param first: number of the first batch to yield
    :param teacher: where the stage is taught, the probabilities (n, 7) of the split's faces, or
        what gives those of augmented faces, (n, height, width) uint8
    """
    order = np.random.default_rng(seed).permutation(len(split))
    answers = None if callable(teacher) else teacher
    targets = _targets(split, stage, answers)

    def make(number: int) -> Batch:
        generator = np.random.default_rng((*seed, number))
        chosen = order[number * stage.batch_size:(number + 1) * stage.batch_size]
        faces = augmented(split.faces[chosen], generator, stage.augmentation)
        wanted = {name: values[chosen] for name, values in targets.items()}
        if stage.mixup:
            faces, wanted = _mixed(faces, wanted, generator, stage.mixup)
        if callable(teacher):
            wanted['probabilities'] = ((1 - stage.taught) * wanted['probabilities']
                                       + stage.taught * teacher(faces))
        return model_input(faces, spec), wanted

    numbers = range(first, batch_count(split, stage))
    with ThreadPoolExecutor(1) as pool:
        ahead = [pool.submit(make, number) for number in numbers[:2]]
        for number in numbers:
            batch = ahead.pop(0).result()
            if number + 2 in numbers:
                ahead.append(pool.submit(make, number + 2))
            yield batch


def vote_shares(votes: np.ndarray) -> np.ndarray:
    """Return FERPlus votes (n, 10) as shares, float32; all 0 for a face that has none."""
    counts = np.maximum(votes, 0).astype(np.float32)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _targets(split: Split, stage: Stage, teacher: np.ndarray | None) -> dict[str, np.ndarray]:
    targets = {}
    if stage.classes:
        labels = np.eye(len(LABELS), dtype=np.float32)[split.classes]
        targets['probabilities'] = labels if teacher is None else (
            (1 - stage.taught) * labels + stage.taught * teacher)
    if stage.votes and split.votes is not None:
        targets['votes'] = vote_shares(split.votes)
    return targets


def _mixed(faces: np.ndarray, targets: dict[str, np.ndarray], generator: np.random.Generator,
           alpha: float) -> Batch:
    """Return each face, and its targets, laid over another one of the batch."""
    share = np.float32(generator.beta(alpha, alpha))
    other = generator.permutation(len(faces))
    return (np.rint(share * faces + (1 - share) * faces[other]).astype(np.uint8),
            {name: share * values + (1 - share) * values[other]
             for name, values in targets.items()})
