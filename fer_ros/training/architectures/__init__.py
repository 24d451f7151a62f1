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
