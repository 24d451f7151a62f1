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
from fer_ros.training.torch_batches import on_device, TorchBatches
from fer_ros.training.torch_network import TorchNetwork
from fer_ros.training.torch_sgd import kept, TorchSGD
import numpy as np
import torch

_RECORDED_AFTER = 3  # warm-up steps


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
            network = on_device(TorchNetwork(model), self._device)
            self._networks.append(network)
            width = model.get_layer('features').output.shape[-1]
            self._heads.append(torch.nn.Linear(width, VOTES).to(self._device)
                               if votes and stage.votes_weight else None)
        self._optimizer = TorchSGD(stages[0], [
            [*network.parameters(), *(head.parameters() if head is not None else ())]
            for network, head in zip(self._networks, self._heads, strict=True)])
        self._figures = torch.zeros(2, len(builds), device=self._device)
        self._taken: Any = None  # the TorchBatches of the stage
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
        if self._taken is None or self._taken.batches is not batches:
            self._taken, self._graph = TorchBatches(batches, self._device), None
        self._figures.zero_()
        ahead = [self._pool.submit(batches.plan, seed, number)
                 for number in range(first, min(first + 2, last))]
        for number in range(first, last):
            plan = ahead.pop(0).result()
            if number + 2 < last:
                ahead.append(self._pool.submit(batches.plan, seed, number + 2))
            self._inputs = self._taken.load(plan, self._inputs if self._graph else {})
            self._optimizer.rate.fill_(self._learning_rate())
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

    def _replay(self) -> None:
        if self._device.type != 'cuda':
            self._step()
            return
        if self._graph is None:
            # The warm-up must not count: it would change weights, speeds, means and figures.
            with kept([*self._all(), self._figures]):
                self._graph = self._recorded()
        self._graph.replay()

    def _recorded(self) -> Any:
        """Return a step as a CUDA graph, after the warm-up steps that PyTorch asks for."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_RECORDED_AFTER):
                self._step()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self._step()
        return graph

    def _step(self) -> None:
        for network in self._networks:
            network.train()
        faces = self._inputs['faces']
        with self._autocast(), torch.no_grad():
            answers = [teacher(faces)[0] for teacher in self._taken.teachers]
        teachers = torch.stack([torch.softmax(answer.float(), 1) for answer in answers],
                               1) if answers else None
        total = torch.zeros((), device=self._device)
        for number, network in enumerate(self._networks):
            with self._autocast():
                logits, features = network(faces)
            loss = self._loss(number, logits.float(), features.float(), teachers)
            total = total + loss
            self._figures[0, number] += loss.detach()
        gradients = torch.autograd.grad(total, self._optimizer.parameters)
        self._optimizer.update(list(gradients))

    def _loss(self, number: int, logits: torch.Tensor, features: torch.Tensor,
              teachers: torch.Tensor | None) -> torch.Tensor:
        stage, loss = self._stages[number], torch.zeros((), device=self._device)
        name = output_name('probabilities', number)
        if name in self._inputs:
            target = labels = self._inputs[name]
            if name in self._taken.batches.distilled:
                part = self._taken.batches.distilled[name][0]
                answer = torch.einsum('nk,nkc->nc', self._inputs[name + '_shares'], teachers)
                target = (1 - part) * labels + part * answer
            loss = loss - (target * torch.log_softmax(logits, 1)).sum(1).mean()
            some = labels.sum(1) > 0
            right = (labels.argmax(1) == logits.argmax(1)) & some
            self._figures[1, number] += right.sum() / some.sum().clamp(min=1)
        name, head = output_name('votes', number), self._heads[number]
        if name in self._inputs and head is not None:
            answer = torch.log_softmax(head(features), 1)
            loss = loss - stage.votes_weight * (self._inputs[name] * answer).sum(1).mean()
        return loss

    def _autocast(self):
        return torch.autocast(self._device.type, torch.bfloat16, enabled=self._mixed,
                              cache_enabled=False)

    def weights(self) -> list[list[np.ndarray]]:
        """Return the weights of each member's model; with EMA, the averaged ones."""
        with self._optimizer.averaged():
            return [network.keras_weights() for network in self._networks]

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
        return [*self._optimizer.tensors, *buffers]
