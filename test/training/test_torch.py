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

"""PyTorch's learner and network against Keras's, in processes where Keras runs on PyTorch."""

import os
import subprocess
import sys

import pytest

pytest.importorskip('torch')
pytest.importorskip('keras')

# Keras takes its backend once for a process.
PROGRAM = """
from dataclasses import replace
from functools import partial
import numpy as np
import torch
from fer_ros.training.architectures import face_resnet28
from fer_ros.training.architectures.architecture import gray_input
from fer_ros.training.architectures.layers import plain_network, residual_network
from fer_ros.training.augment import Augmentation, draw
from fer_ros.training.batches import Batches
from fer_ros.training.data import Split
from fer_ros.training.learner import Learner
from fer_ros.training.stage import Stage
from fer_ros.training.targets import label_targets
from fer_ros.training.torch_learner import TorchLearner
from fer_ros.training.torch_network import TorchNetwork
from fer_ros.training.torch_sgd import kept
from fer_ros.training.torch_transform import TorchTransform
from fer_ros.training.transform import Transform

generator = np.random.default_rng(0)
split = Split(generator.integers(0, 256, (96, 48, 48)).astype(np.uint8), np.arange(96) % 7)
builds = [partial(plain_network, 'plain', ((4, 1), (8, 1)), dropout=0.0),
          partial(residual_network, 'residual', 4, ((4, 1), (8, 1)), excitation=True,
                  dropout=0.0),
          partial(residual_network, 'half', 4, ((4, 1), (8, 1)), half_stem=True, dropout=0.0),
          partial(face_resnet28.build, ((4, 1), (8, 1)), dropout=0.0)]
models = [build() for build in builds]
faces = split.faces[:16, ..., None].astype(np.float32) / 255
for model in models:
    for weight in model.weights:
        if 'moving' in weight.path:
            weight.assign(generator.uniform(0.5, 1.5, weight.shape))
    network = TorchNetwork(model).eval()
    with torch.no_grad():
        mine = torch.softmax(network(torch.from_numpy(faces).permute(0, 3, 1, 2))[0], 1)
    theirs = model(faces, training=False).detach()
    assert np.abs(mine.numpy() - theirs.numpy()).max() < 1e-5
    for one, other in zip(network.keras_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
what = Augmentation(True, 0.1, 15, 0.15, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
draws = draw(96, (48, 48), generator, what)
draws['matrix'][:6] = [1, 0, 0, 0, 1, 0, 0, 0]
inputs = {name: torch.from_numpy(values) for name, values in draws.items()}
distorted = [kind(48, 48)({'faces': torch.from_numpy(split.faces), **inputs}).numpy()
             for kind in (TorchTransform, Transform)]
# Rounding may turn a difference of 1e-4 into one grey value, and JPEG into several.
assert (distorted[0] == distorted[1]).mean() > 0.99
assert np.abs(distorted[0] - distorted[1])[draws['quality'] == 0].max() <= 1
stage = Stage('all', 1, batch_size=32, optimizer='sgd', learning_rate=0.01, cosine=True,
              weight_decay=1e-3, ema_momentum=0.9)
targets = label_targets(split, stage)
batches = Batches(split, stage, gray_input(), {'probabilities_0': targets})
for build, model in zip(builds, models, strict=True):
    made = [kind([build], [stage], 6, votes=False, policy='float32',
                 weights=[model.get_weights()]) for kind in (TorchLearner, Learner, TorchLearner)]
    mine, keras_learner, again = made
    for epoch in range(2):
        losses = [learner.learn(batches, (1, 0, epoch), 0, 3)[0]
                  for learner in (mine, keras_learner)]
        assert abs(losses[0] - losses[1]) < 2e-3, losses
    for one, other in zip(mine.weights()[0], keras_learner.weights()[0], strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)
    again.restore(mine.state())
    for one, other in zip(mine.weights()[0], again.weights()[0], strict=True):
        np.testing.assert_array_equal(one, other)
    # What the recording of a CUDA graph does before the first step, must leave no trace.
    before = again.state()
    again.learn(batches, (1, 0, 2), 0, 1)
    after = again.state()
    again.restore(before)
    with kept(again._all()):
        for _ in range(3):
            again._step()
    again.learn(batches, (1, 0, 2), 0, 1)
    for one, other in zip(after, again.state(), strict=True):
        np.testing.assert_array_equal(one, other)
print('the same')
"""


def test_the_same_network_and_the_same_learning():
    result = subprocess.run(
        [sys.executable, '-c', PROGRAM], capture_output=True, text=True, check=False,
        env={**os.environ, 'KERAS_BACKEND': 'torch'})
    assert result.stdout.strip().endswith('the same'), result.stderr[-2000:]
