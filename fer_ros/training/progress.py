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

"""How far a training has come."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Epoch:
    """
    The figures of one epoch, fractions 0..1 and seconds.

    The accuracies are None in a stage that does not learn the labels; the mean of stages has no
    loss and no accuracy in training.
    """

    stage: str
    epoch: int
    loss: float | None
    accuracy: float | None
    public_accuracy: float | None
    seconds: float

    def line(self, epochs: int) -> str:
        """Return the epoch as a line for the terminal."""
        text = f'{self.stage} {self.epoch:3d}/{epochs}'
        if self.loss is not None:
            text += f'  loss {self.loss:.4f}'
        if self.accuracy is not None:
            text += f'  training {self.accuracy:.2%}'
        if self.public_accuracy is not None:
            text += f'  PublicTest {self.public_accuracy:.2%}'
        return f'{text}  {self.seconds:.0f} s'


@dataclass
class Progress:
    """
    What a checkpoint holds beside the variables.

    `stage`, `epoch` and `batch` are the numbers, from 0, of those to do next; the sums are over
    the batches done in this epoch.
    """

    stage: int = 0
    epoch: int = 0
    batch: int = 0
    loss_sum: float = 0.0
    accuracy_sum: float = 0.0
    seconds: float = 0.0
    history: list[Epoch] = field(default_factory=list)

    @property
    def best(self) -> Epoch | None:
        """Return the first of the epochs with the best accuracy on PublicTest."""
        scored = [epoch for epoch in self.history if epoch.public_accuracy is not None]
        return max(scored, key=lambda epoch: epoch.public_accuracy or 0.0, default=None)

    def end_epoch(self, epoch: Epoch) -> None:
        """Note a finished epoch."""
        self.history.append(epoch)
        self.epoch += 1
        self.batch, self.loss_sum, self.accuracy_sum, self.seconds = 0, 0.0, 0.0, 0.0

    def end_stage(self) -> None:
        """Note that the stage is over."""
        self.stage, self.epoch = self.stage + 1, 0

    def is_stuck(self, patience: int) -> bool:
        """Return whether the last `patience` epochs of this stage brought nothing better."""
        scores = [epoch.public_accuracy for epoch in self.history[-self.epoch:]
                  if epoch.public_accuracy is not None] if self.epoch else []
        return bool(patience and len(scores) > patience
                    and max(scores[-patience:]) <= max(scores[:-patience]))

    def to_dict(self) -> dict[str, Any]:
        """Return the content as JSON writes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Progress:
        """Return the progress that `to_dict` wrote."""
        return cls(**{**data, 'history': [Epoch(**row) for row in data['history']]})
