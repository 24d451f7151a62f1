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

"""Nesterov SGD on PyTorch, as Keras does it, for networks that learn side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fer_ros.training.stage import Stage
import torch

MOMENTUM = 0.9


@contextmanager
def kept(tensors: Sequence[torch.Tensor]) -> Iterator[None]:
    """Give the tensors at the end of the block the values that they had at its start."""
    values = [tensor.detach().clone() for tensor in tensors]
    try:
        yield
    finally:
        with torch.no_grad():
            for tensor, value in zip(tensors, values, strict=True):
                tensor.copy_(value)


class TorchSGD:
    """
    Nesterov SGD with weight decay, clipping and averages of the weights.

    PyTorch's own does not fit: its weight decay is not decoupled as Keras's is, and it takes its
    learning rate from Python, which a CUDA graph would record as a constant.
    """

    def __init__(self, stage: Stage, members: Sequence[list[torch.Tensor]]) -> None:
        """
        Take the parameters of each network.

        :param stage: has the settings
        """
        self._stage, self._sizes = stage, [len(own) for own in members]
        self.parameters = [parameter for own in members for parameter in own]
        self._decayed = [parameter for parameter in self.parameters if parameter.ndim > 1]
        self._speeds = [torch.zeros_like(parameter) for parameter in self.parameters]
        self._averages = [parameter.detach().clone() for parameter in self.parameters]
        self.rate = torch.zeros((), device=self.parameters[0].device)

    @property
    def tensors(self) -> list[torch.Tensor]:
        """Return all that the next steps depend on, except the learning rate."""
        return [*self.parameters, *self._speeds, *self._averages]

    @torch.no_grad()
    def update(self, gradients: list[torch.Tensor]) -> None:
        """Take a step with the learning rate `rate`."""
        stage, place = self._stage, 0
        if stage.clip_norm:
            for size in self._sizes:
                part = gradients[place:place + size]
                norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(part)))
                torch._foreach_mul_(part, stage.clip_norm / norm.clamp(min=stage.clip_norm))
                place += size
        if stage.weight_decay:
            torch._foreach_mul_(self._decayed, 1 - self.rate * stage.weight_decay)
        torch._foreach_mul_(gradients, self.rate)
        torch._foreach_mul_(self._speeds, MOMENTUM)
        torch._foreach_sub_(self._speeds, gradients)
        torch._foreach_add_(self.parameters, self._speeds, alpha=MOMENTUM)
        torch._foreach_sub_(self.parameters, gradients)
        if stage.ema_momentum:
            torch._foreach_lerp_(self._averages, self.parameters, 1 - stage.ema_momentum)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Let the parameters be their averages (EMA) in the block, if the stage has them."""
        if not self._stage.ema_momentum:
            yield
            return
        with kept(self.parameters):
            with torch.no_grad():
                torch._foreach_copy_(self.parameters, self._averages)
            yield
