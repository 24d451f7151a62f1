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

"""Residual networks that do their work at half the resolution, in two sizes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.architectures.layers import residual_network
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage

# Channels and blocks of each stage; the first convolution has the channels of the first stage
SIZES = {'resnet8': ((32, 1), (64, 1), (128, 1)),
         'resnet14_wide': ((32, 1), (96, 2), (160, 2), (224, 1))}
STAGES = (Stage(
    'labels', epochs=30, batch_size=128, optimizer='sgd', learning_rate=0.1, cosine=True,
    weight_decay=4e-3, clip_norm=2.0, votes_weight=0.5, label_smoothing=0.1, ema_momentum=0.998,
    mixed_precision=True,
    augmentation=Augmentation(
        flip=True, shift=0.1, rotation=12, scale=0.12, light=0.2, blur=0.08, noise=0.06,
        compression=0.06, occlusion=0.1, mask=0.04)),)
# A long stage with a teacher, which ends with as many epochs as one core computes in two hours
_TAUGHT = (replace(
    STAGES[0], name='taught', epochs=120, distillation_weight=0.5, consistent=True,
    augmentation=replace(STAGES[0].augmentation, scale=0.18, occlusion=0.15, mask=0.06)),)
_TEACHERS = {'resnet14_wide': ('resnet14',)}


def half_resolution(name: str) -> Architecture:
    """Return the architecture of a name from SIZES."""
    stages, teachers = SIZES[name], _TEACHERS.get(name, ())
    return Architecture(
        name=name, input=gray_input(), stages=_TAUGHT if teachers else STAGES,
        teachers=teachers, affect='russell-mehrabian-1977',
        build=partial(residual_network, name, stages[0][0], stages, half_stem=True),
        description='Residual network on 48x48 grey faces at half the resolution, learned from '
                    + ', '.join(['the labels of FER2013', 'the votes of FERPlus', *teachers]))
