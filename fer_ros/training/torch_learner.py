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
Training with PyTorch, for GPUs: the same as `fer_ros.training.learner` does with Keras.

Faces and targets lie on the device. A step is recorded once as a CUDA graph and then replayed, so
launching its kernels takes no extra time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
import math
from typing import Any

from fer_ros.training.batches import Batches
from fer_ros.training.learner import output_name, VOTES, WARM_UP
from fer_ros.training.stage import Stage
from fer_ros.training.teachers import ModelTeachers
from fer_ros.training.torch_network import TorchNetwork
from fer_ros.values.errors import SettingError
import numpy as np
import torch

MOMENTUM = 0.9
_RECORDED_AFTER = 3  # warm-up steps that PyTorch asks for before it records a graph


def _teacher_models(batches: Batches) -> Sequence[Any]:
    """
    Return the Keras models of a stage's teachers.

    :raises SettingError: if the teachers are not Keras models
    """
    if batches.teachers is None:
        return []
    if not isinstance(batches.teachers, ModelTeachers):
        raise SettingError('on PyTorch, all teachers must be .keras files of fer_ros train')
    return batches.teachers.models


class TorchLearner:
    """Networks that learn side by side, each with its own Nesterov SGD."""

    def __init__(self, builds: Sequence[Callable], stages: Sequence[Stage], steps: int, *,
                 votes: bool, policy: str, weights: Sequence[list[np.ndarray]]) -> None:
        """Build the networks; the arguments are those of `Learner`."""
        self._device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        torch.backends.cudnn.benchmark = True
        self._stages, self._steps, self._done = stages, steps, 0
        self._mixed = policy == 'mixed_bfloat16'
        self._networks: list[TorchNetwork] = []
        self._heads: list[torch.nn.Linear | None] = []
        for build, values, stage in zip(builds, weights, stages, strict=True):
            model = build()
            model.set_weights(values)
            network = TorchNetwork(model).to(self._device, memory_format=torch.channels_last)
            self._networks.append(network)
            width = model.get_layer('features').output.shape[-1]
            self._heads.append(torch.nn.Linear(width, VOTES).to(self._device)
                               if votes and stage.votes_weight else None)
        self._parameters = [
            [*network.parameters(), *(head.parameters() if head is not None else ())]
            for network, head in zip(self._networks, self._heads, strict=True)]
        self._flat = [parameter for own in self._parameters for parameter in own]
        self._decayed = [parameter for parameter in self._flat if parameter.ndim > 1]
        self._speeds = [torch.zeros_like(parameter) for parameter in self._flat]
        self._averages = [parameter.detach().clone() for parameter in self._flat]
        self._rate = torch.zeros((), device=self._device)
        self._figures = torch.zeros(2, len(builds), device=self._device)
        self._batches: Batches | None = None
        self._graph: Any = None
        self._inputs: dict[str, torch.Tensor] = {}
        self._pool = ThreadPoolExecutor(1)

    def learn(self, batches: Batches, seed: tuple[int, ...], first: int,
              last: int) -> tuple[float, list[float]]:
        """
        Learn from the batches `first` to `last` - 1 of the epoch `seed`.

        :return: the mean loss of a member, and the accuracy of each member on the labels (0 for
            one that does not learn labels)
        """
        if batches is not self._batches:
            self._take(batches)
        self._figures.zero_()
        ahead = [self._pool.submit(batches.plan, seed, number)
                 for number in range(first, min(first + 2, last))]
        for number in range(first, last):
            plan = ahead.pop(0).result()
            if number + 2 < last:
                ahead.append(self._pool.submit(batches.plan, seed, number + 2))
            self._load(batches, plan)
            self._rate.fill_(self._learning_rate())
            self._replay()
            self._done += 1
        losses, accuracies = (self._figures / (last - first)).tolist()
        return sum(losses) / len(losses), accuracies

    def _learning_rate(self) -> float:
        stage, warm_up = self._stages[0], max(1, round(WARM_UP * self._steps))
        if not stage.cosine:
            return stage.learning_rate
        if self._done < warm_up:
            return stage.learning_rate * self._done / warm_up
        share = (self._done - warm_up) / max(1, self._steps - warm_up)
        return stage.learning_rate * (1 + math.cos(math.pi * min(share, 1))) / 2

    def _take(self, batches: Batches) -> None:
        """Copy a stage's faces and targets to the device."""
        def laid(values: np.ndarray) -> torch.Tensor:
            return torch.from_numpy(np.ascontiguousarray(values)).to(self._device)

        self._batches, self._graph = batches, None
        self._faces = laid(batches.split.faces)
        self._targets = {name: laid(values) for name, values in batches.targets.items()}
        self._shares = {name: (part, laid(weights))
                        for name, (part, weights) in batches.distilled.items()}
        self._teachers = [
            TorchNetwork(model).to(self._device, memory_format=torch.channels_last).eval()
            for model in _teacher_models(batches)]
        spec = batches.spec
        self._scale, self._mean = spec.scale / spec.std[0], spec.mean[0] / spec.std[0]

    def _load(self, batches: Batches, plan: dict[str, np.ndarray]) -> None:
        """Copy the input of the next step into the tensors that the graph reads."""
        device = self._device
        chosen = torch.from_numpy(plan['chosen']).to(device, non_blocking=True)
        inputs = {name: torch.from_numpy(values).to(device, non_blocking=True)
                  for name, values in plan.items() if name != 'chosen'}
        share, other = inputs.get('share'), inputs.get('other')

        def rows(values: torch.Tensor) -> torch.Tensor:
            own = values[chosen]
            if share is None:
                return own
            return share[:, None] * own + (1 - share[:, None]) * own[other]

        with torch.no_grad():
            faces = batches.transform({'faces': self._faces[chosen], **inputs})
            loaded = {'faces': faces[:, None] * self._scale - self._mean,
                      **{name: rows(values) for name, values in self._targets.items()},
                      **{name + '_shares': rows(weights)
                         for name, (_, weights) in self._shares.items()}}
            loaded['faces'] = loaded['faces'].contiguous(memory_format=torch.channels_last)
            if not self._inputs or self._graph is None:
                self._inputs = loaded
            else:
                for name, values in loaded.items():
                    self._inputs[name].copy_(values)

    def _replay(self) -> None:
        if self._device.type != 'cuda':
            self._step()
            return
        if self._graph is None:
            rate = self._rate.item()
            self._rate.zero_()
            stream = torch.cuda.Stream()
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                for _ in range(_RECORDED_AFTER):
                    self._step()
            torch.cuda.current_stream().wait_stream(stream)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self._step()
            self._graph = graph
            self._figures.zero_()
            self._rate.fill_(rate)
        self._graph.replay()

    def _step(self) -> None:
        for network in self._networks:
            network.train()
        faces = self._inputs['faces']
        with self._autocast(), torch.no_grad():
            answers = [teacher(faces)[0] for teacher in self._teachers]
        teachers = torch.stack([torch.softmax(answer.float(), 1) for answer in answers],
                               1) if answers else None
        total = torch.zeros((), device=self._device)
        for number, network in enumerate(self._networks):
            with self._autocast():
                logits, features = network(faces)
            loss = self._loss(number, logits.float(), features.float(), teachers)
            total = total + loss
            self._figures[0, number] += loss.detach()
        gradients = torch.autograd.grad(total, self._flat)
        with torch.no_grad():
            self._update(list(gradients))

    def _loss(self, number: int, logits: torch.Tensor, features: torch.Tensor,
              teachers: torch.Tensor | None) -> torch.Tensor:
        stage, loss = self._stages[number], torch.zeros((), device=self._device)
        name = output_name('probabilities', number)
        if name in self._targets:
            target = labels = self._inputs[name]
            if name in self._shares:
                part = self._shares[name][0]
                answer = torch.einsum('nk,nkc->nc', self._inputs[name + '_shares'], teachers)
                target = (1 - part) * labels + part * answer
            loss = loss - (target * torch.log_softmax(logits, 1)).sum(1).mean()
            some = labels.sum(1) > 0
            right = (labels.argmax(1) == logits.argmax(1)) & some
            self._figures[1, number] += right.sum() / some.sum().clamp(min=1)
        name, head = output_name('votes', number), self._heads[number]
        if name in self._targets and head is not None:
            answer = torch.log_softmax(head(features), 1)
            loss = loss - stage.votes_weight * (self._inputs[name] * answer).sum(1).mean()
        return loss

    def _update(self, gradients: list[torch.Tensor]) -> None:
        """Take a step of SGD with Nesterov momentum, as Keras does, and update the averages."""
        stage, place = self._stages[0], 0
        if stage.clip_norm:
            for own in self._parameters:
                part = gradients[place:place + len(own)]
                norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(part)))
                torch._foreach_mul_(part, stage.clip_norm / norm.clamp(min=stage.clip_norm))
                place += len(own)
        if stage.weight_decay:
            torch._foreach_mul_(self._decayed, 1 - self._rate * stage.weight_decay)
        torch._foreach_mul_(gradients, self._rate)
        torch._foreach_mul_(self._speeds, MOMENTUM)
        torch._foreach_sub_(self._speeds, gradients)
        torch._foreach_add_(self._flat, self._speeds, alpha=MOMENTUM)
        torch._foreach_sub_(self._flat, gradients)
        if stage.ema_momentum:
            torch._foreach_lerp_(self._averages, self._flat, 1 - stage.ema_momentum)

    def _autocast(self):
        return torch.autocast(self._device.type, torch.bfloat16, enabled=self._mixed,
                              cache_enabled=False)

    def weights(self) -> list[list[np.ndarray]]:
        """Return the weights of each member's model; with EMA, the averaged ones."""
        if not self._stages[0].ema_momentum:
            return [network.keras_weights() for network in self._networks]
        with torch.no_grad():
            before = [parameter.clone() for parameter in self._flat]
            torch._foreach_copy_(self._flat, self._averages)
            averaged = [network.keras_weights() for network in self._networks]
            torch._foreach_copy_(self._flat, before)
        return averaged

    def state(self) -> list[np.ndarray]:
        """Return everything that the next steps depend on, except dropout's random state."""
        return [np.array(self._done),
                *(tensor.detach().cpu().numpy().copy() for tensor in self._all())]

    def restore(self, state: list[np.ndarray]) -> None:
        """Restore what `state` returned."""
        self._done = int(state[0])
        with torch.no_grad():
            for tensor, value in zip(self._all(), state[1:], strict=True):
                tensor.copy_(torch.from_numpy(value))

    def _all(self) -> list[torch.Tensor]:
        buffers = [buffer for network in self._networks for buffer in network.buffers()]
        return [*self._flat, *self._speeds, *self._averages, *buffers]
