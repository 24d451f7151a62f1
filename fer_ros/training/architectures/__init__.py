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

"""Network architectures, by name."""

from __future__ import annotations

from fer_ros.training.architectures.architecture import Architecture, ARCHITECTURES

__all__ = ['ARCHITECTURES', 'Architecture']


@ARCHITECTURES.register('cnn')
def _cnn() -> Architecture:
    from fer_ros.training.architectures.cnn import CNN

    return CNN


@ARCHITECTURES.register('resnet14')
def _resnet14() -> Architecture:
    from fer_ros.training.architectures.resnet14 import RESNET14

    return RESNET14


@ARCHITECTURES.register('mobilenet_v2')
def _mobilenet_v2(**options) -> Architecture:
    from fer_ros.training.architectures.mobilenet_v2 import mobilenet_v2

    return mobilenet_v2(**options)


@ARCHITECTURES.register('se_resnet14')
def _se_resnet14() -> Architecture:
    from fer_ros.training.architectures.se_resnet14 import se_resnet14

    return se_resnet14('medium')


@ARCHITECTURES.register('se_resnet14_small')
def _se_resnet14_small() -> Architecture:
    from fer_ros.training.architectures.se_resnet14 import se_resnet14

    return se_resnet14('small')


@ARCHITECTURES.register('se_resnet14_large')
def _se_resnet14_large() -> Architecture:
    from fer_ros.training.architectures.se_resnet14 import se_resnet14

    return se_resnet14('large')


@ARCHITECTURES.register('resnet16_wide')
def _resnet16_wide() -> Architecture:
    from fer_ros.training.architectures.teachers import RESNET16_WIDE

    return RESNET16_WIDE


@ARCHITECTURES.register('se_resnet16_wide')
def _se_resnet16_wide() -> Architecture:
    from fer_ros.training.architectures.teachers import SE_RESNET16_WIDE

    return SE_RESNET16_WIDE


@ARCHITECTURES.register('vgg11')
def _vgg11() -> Architecture:
    from fer_ros.training.architectures.teachers import VGG11

    return VGG11
