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

"""The progress of a training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Epoch:
    """
    The figures of one epoch, fractions 0..1 and seconds.

    `accuracies` holds the accuracy of each network on the labels of the augmented training faces,
    `validation` that on the validation fold. They are None if nothing was measured: in a stage
    that does not learn the labels, or without a validation fold. `loss` is None for the weight
    average of several stages.
    """

    stage: str
    epoch: int
    loss: float | None
    accuracies: list[float] | None
    validation: list[float] | None
    seconds: float

    def line(self, epochs: int) -> str:
        """Return the epoch as a line for the terminal."""
        text = f'{self.stage} {self.epoch:3d}/{epochs}'
        if self.loss is not None:
            text += f'  loss {self.loss:.4f}'
        for name, values in (('training', self.accuracies), ('validation', self.validation)):
            if values is not None:
                text += f"  {name} {' '.join(f'{value:.2%}' for value in values)}"
        return f'{text}  {self.seconds:.0f} s'


@dataclass
class Progress:
    """
    The contents of a checkpoint other than the variables.

    `stage`, `epoch` and `batch` are the numbers, from 0, of the next ones to train; the sums are
    over the batches that are done in this epoch.
    """

    stage: int = 0
    epoch: int = 0
    batch: int = 0
    loss_sum: float = 0.0
    accuracy_sums: list[float] = field(default_factory=list)
    seconds: float = 0.0
    history: list[Epoch] = field(default_factory=list)

    @property
    def loss(self) -> float:
        """Return the mean loss of this epoch's batches."""
        return self.loss_sum / max(self.batch, 1)

    @property
    def accuracies(self) -> list[float]:
        """Return the mean accuracies of this epoch's batches."""
        return [round(value / max(self.batch, 1), 4) for value in self.accuracy_sums]

    def add(self, batches: int, loss: float, accuracies: list[float]) -> None:
        """Record batches that were trained on, with their mean loss and accuracies."""
        self.batch += batches
        self.loss_sum += batches * loss
        before = self.accuracy_sums or [0.0] * len(accuracies)
        self.accuracy_sums = [total + batches * value
                              for total, value in zip(before, accuracies, strict=True)]

    def end_epoch(self, epoch: Epoch) -> None:
        """Record a finished epoch."""
        self.history.append(epoch)
        self.epoch += 1
        self.batch, self.loss_sum, self.accuracy_sums, self.seconds = 0, 0.0, [], 0.0

    def end_stage(self) -> None:
        """Record that the stage is finished."""
        self.stage, self.epoch = self.stage + 1, 0

    def is_stuck(self, patience: int) -> bool:
        """Return whether the last `patience` epochs of this stage brought no improvement."""
        scores = [sum(epoch.validation) for epoch in self.history[-self.epoch:]
                  if epoch.validation is not None] if self.epoch else []
        return bool(patience and len(scores) > patience
                    and max(scores[-patience:]) <= max(scores[:-patience]))

    def to_dict(self) -> dict[str, Any]:
        """Return the content in a form that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Progress:
        """Return the progress that `to_dict` wrote."""
        return cls(**{**data, 'history': [Epoch(**row) for row in data['history']]})
