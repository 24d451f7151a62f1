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

"""Large networks that teach small ones, but are too slow for a robot."""

from __future__ import annotations

from functools import partial

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.architectures.layers import plain_network, residual_network
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage

STAGES = (Stage(
    'all', epochs=60, batch_size=512, optimizer='sgd', learning_rate=0.1, cosine=True,
    weight_decay=5e-3, clip_norm=2.0, votes_weight=0.5, label_smoothing=0.1, mixup=0.3,
    ema_momentum=0.995, mixed_precision=True,
    augmentation=Augmentation(
        flip=True, shift=0.1, rotation=15, scale=0.15, light=0.2, blur=0.12, noise=0.1,
        compression=0.1, occlusion=0.25, mask=0.08)),)
_WIDE = ((96, 2), (192, 2), (384, 2), (512, 1))
_PLAIN = ((64, 2), (128, 2), (256, 3), (512, 3))

RESNET16_WIDE = Architecture(
    name='resnet16_wide', build=partial(residual_network, 'resnet16_wide', 32, _WIDE,
                                        dropout=0.4),
    input=gray_input(), description='Wide residual network of 16 layers, a teacher', stages=STAGES)
SE_RESNET16_WIDE = Architecture(
    name='se_resnet16_wide',
    build=partial(residual_network, 'se_resnet16_wide', 32, _WIDE, excitation=True, dropout=0.4),
    input=gray_input(),
    description='Wide residual network of 16 layers that weighs its channels, a teacher',
    stages=STAGES)
VGG11 = Architecture(
    name='vgg11', build=partial(plain_network, 'vgg11', _PLAIN, dropout=0.4), input=gray_input(),
    description='Network of ten convolutions and pooling, a teacher', stages=STAGES)
