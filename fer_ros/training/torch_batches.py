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

"""The batches of a stage, made on the device of PyTorch."""

from __future__ import annotations

from typing import Any

from fer_ros.training.batches import Batches
from fer_ros.training.torch_teachers import teacher_networks
from fer_ros.training.torch_transform import TorchTransform
import numpy as np
import torch


def on_device(network: Any, device: torch.device) -> Any:
    """Return a network on a device, in the layout in which convolutions are fastest."""
    return network.to(device, memory_format=torch.channels_last)


class TorchBatches:
    """The faces, targets and teachers of a stage on the device."""

    def __init__(self, batches: Batches, device: torch.device) -> None:
        """Copy them to the device."""
        def laid(values: np.ndarray) -> torch.Tensor:
            return torch.from_numpy(np.ascontiguousarray(values)).to(device)

        self.batches, self._device = batches, device
        self._transform = TorchTransform(*batches.split.faces.shape[1:])
        self._faces = laid(batches.split.faces)
        self._targets = {name: laid(values) for name, values in batches.targets.items()}
        self._weights = {name: laid(weights) for name, (_, weights) in batches.distilled.items()}
        self.teachers = [on_device(network, device).eval()
                         for network in teacher_networks(batches.teachers, batches.spec)]
        spec = batches.spec
        self._scale, self._mean = spec.scale / spec.std[0], spec.mean[0] / spec.std[0]

    @torch.no_grad()
    def load(self, plan: dict[str, np.ndarray],
             into: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """
        Return the input of a step: `faces`, the targets by output, and the teachers' weights.

        :param plan: what `Batches.plan` returned
        :param into: tensors to write the input to, as a CUDA graph reads them; empty for new ones
        """
        drawn = {name: torch.from_numpy(values).to(self._device, non_blocking=True)
                 for name, values in plan.items()}
        chosen = drawn.pop('chosen')
        share, other = drawn.get('share'), drawn.get('other')

        def rows(values: torch.Tensor) -> torch.Tensor:
            own = values[chosen]
            if share is None:
                return own
            return share[:, None] * own + (1 - share[:, None]) * own[other]

        faces = self._transform({'faces': self._faces[chosen], **drawn})
        faces = faces[:, None] * self._scale - self._mean
        loaded = {'faces': faces.contiguous(memory_format=torch.channels_last),
                  **{name: rows(values) for name, values in self._targets.items()},
                  **{name + '_shares': rows(weights)
                     for name, weights in self._weights.items()}}
        if not into:
            return loaded
        for name, values in loaded.items():
            into[name].copy_(values)
        return into
