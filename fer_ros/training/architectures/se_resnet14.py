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

"""Residual networks of 14 layers with squeeze-and-excitation, taught by larger networks."""

from __future__ import annotations

from functools import partial

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.architectures.layers import residual_network
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage

# Channels of the first convolution; channels and blocks of each stage
SIZES = {
    'small': (16, ((32, 1), (64, 2), (128, 2), (256, 1))),
    'medium': (24, ((48, 1), (96, 2), (176, 2), (320, 1))),
    'large': (32, ((64, 1), (112, 2), (224, 2), (352, 1)))}
# The teachers get the same augmented faces as the network. The augmentation covers the difference
# between YuNet's boxes and the crops of FER2013: on pasted faces, the sides of the boxes were 0.8
# to 1.45 times those of the crops (5th and 95th percentile), with shifts of up to 9 %.
STAGES = (Stage(
    'all', epochs=120, batch_size=512, optimizer='sgd', learning_rate=0.1, cosine=True,
    weight_decay=3e-3, clip_norm=2.0, votes_weight=0.3, distillation_weight=0.85, consistent=True,
    unseen_weight=0.5, mixup=0.4, ema_momentum=0.998, mixed_precision=True,
    augmentation=Augmentation(
        flip=True, shift=0.1, rotation=15, scale=0.2, light=0.2, blur=0.15, noise=0.1,
        compression=0.12, occlusion=0.2, mask=0.1)),)


def se_resnet14(size: str) -> Architecture:
    """Return the architecture of a size from SIZES."""
    name = 'se_resnet14' if size == 'medium' else f'se_resnet14_{size}'
    stem, stages = SIZES[size]
    return Architecture(
        name=name, input=gray_input(), stages=STAGES, affect='russell-mehrabian-1977',
        build=partial(residual_network, name, stem, stages, excitation=True),
        description='Residual network of 14 layers with squeeze-and-excitation on 48x48 grey '
                    'faces, taught by an ensemble')
