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

"""A wider residual network of 14 layers that does the same work at half the resolution."""

from __future__ import annotations

from dataclasses import replace

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.architectures.layers import residual_network
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage


def build():
    """Return the network, 32 channels at half the resolution, 256 at the end."""
    return residual_network('resnet14_wide', 32, ((32, 1), (96, 2), (160, 2), (256, 1)),
                            half_stem=True)


_LABELS = Stage(
    'labels', epochs=30, batch_size=128, optimizer='sgd', learning_rate=0.1, cosine=True,
    weight_decay=4e-3, clip_norm=2.0, votes_weight=0.5, label_smoothing=0.1, ema_momentum=0.998,
    mixed_precision=True,
    augmentation=Augmentation(
        flip=True, shift=0.1, rotation=12, scale=0.12, light=0.2, blur=0.08, noise=0.06,
        compression=0.06, occlusion=0.1, mask=0.04))
# The network's own answers correct errors of the labels.
_AGAIN = replace(
    _LABELS, name='again', epochs=24, learning_rate=0.05, distillation_weight=0.5,
    label_smoothing=0.0)

RESNET14_WIDE = Architecture(
    name='resnet14_wide', build=build, input=gray_input(),
    description='Wide residual network of 14 layers on 48x48 grey faces, learned from the labels '
                'of FER2013 and the votes of FERPlus',
    affect='russell-mehrabian-1977', stages=(_LABELS, _AGAIN))
