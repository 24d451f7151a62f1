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

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.augment import draw
from fer_ros.training.data import Split
from fer_ros.training.faces import model_input
from fer_ros.training.stage import Stage
from fer_ros.training.teachers import Teachers
from fer_ros.training.transform import compiled, Transform
import numpy as np

Batch = tuple[np.ndarray, dict[str, np.ndarray]]
WORKERS = 1  # more would wait for each other at the teachers


class Batches:
    """
    The batches of the epochs of one stage.

    Each batch depends only on the seed and its number, so training can resume at any batch.
    """

    def __init__(self, split: Split, stage: Stage, spec: InputSpec,
                 targets: dict[str, np.ndarray], *, teachers: Teachers | None = None,
                 distilled: dict[str, tuple[float, np.ndarray]] | None = None) -> None:
        """
        Take what the batches are made of.

        :param stage: says the size, the augmentation and the mixing
        :param targets: by the model's outputs, (n, classes) for the faces of the split
        :param teachers: that answer to the faces of each batch as the model sees them; None where
            the targets hold all there is to learn
        :param distilled: by output, the teachers' share in the target, and what each of them
            counts for each face of the split, (n, teachers)
        """
        self.split, self.spec, self.targets = split, spec, targets
        self.teachers, self.distilled = teachers, distilled or {}
        self._stage = stage
        self.transform = Transform(*split.faces.shape[1:])
        self._compiled = compiled(self.transform)
        self._order: tuple[tuple[int, ...], np.ndarray] = (), np.empty(0, int)

    def __len__(self) -> int:
        """
        Return the number of batches of an epoch.

        All have the same size, because a device compiles the network for each size. The faces
        that are left over differ from epoch to epoch.
        """
        return max(1, len(self.split) // self._stage.batch_size)

    def plan(self, seed: tuple[int, ...], number: int) -> dict[str, np.ndarray]:
        """Return the places of a batch's faces, `chosen`, and what happens to them."""
        stage = self._stage
        drawn_for, order = self._order
        if drawn_for != seed:
            order = np.random.default_rng(seed).permutation(len(self.split))
            self._order = seed, order
        chosen = order[number * stage.batch_size:(number + 1) * stage.batch_size]
        generator = np.random.default_rng((*seed, number))
        plan = {'chosen': chosen, **draw(len(chosen), self.split.faces.shape[1:], generator,
                                         stage.augmentation)}
        if stage.mixup:
            share = generator.beta(stage.mixup, stage.mixup, len(chosen))
            plan |= {'share': share.astype(np.float32),
                     'other': generator.permutation(len(chosen)).astype(np.int32)}
        return plan

    def make(self, seed: tuple[int, ...], number: int) -> Batch:
        """Return the model's input and its targets by output of a batch of the epoch `seed`."""
        inputs = self.plan(seed, number)
        chosen = inputs.pop('chosen')
        faces = self.split.faces[chosen]

        def rows(values: np.ndarray) -> np.ndarray:
            if 'share' not in inputs:
                return values[chosen]
            share = inputs['share'][:, None]
            return share * values[chosen] + (1 - share) * values[chosen[inputs['other']]]

        targets = {name: rows(values) for name, values in self.targets.items()}
        if inputs:
            faces = self._compiled({'faces': faces, **inputs})
        if self.teachers is not None:
            answers = self.teachers.answers(faces)
            for name, (part, weights) in self.distilled.items():
                answer = np.einsum('nk,knc->nc', rows(weights), answers)
                targets[name] = (1 - part) * targets[name] + part * answer
        return model_input(faces, self.spec), targets

    def dataset(self, seed: tuple[int, ...], first: int, last: int):
        """Return the batches `first` to `last` - 1 as a keras.utils.PyDataset, made ahead."""
        import keras

        make = self.make

        class Part(keras.utils.PyDataset):
            def __len__(self) -> int:
                return last - first

            def __getitem__(self, index: int) -> Batch:
                return make(seed, first + index)

        return Part(workers=WORKERS, use_multiprocessing=False, max_queue_size=2 * WORKERS)


def shared_settings(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Return of each stage what networks that learn from the same batches must have in common."""
    own = ('labels', 'votes_weight', 'distillation_weight', 'label_smoothing', 'unseen_weight')
    return [{name: value for name, value in asdict(stage).items() if name not in own}
            for stage in stages]
