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

from collections.abc import Callable
from importlib import import_module

from fer_ros.training.architectures.architecture import Architecture, ARCHITECTURES

__all__ = ['ARCHITECTURES', 'Architecture']

# Name: module, and its architecture or the function that returns it with these arguments
_PLACES: dict[str, tuple[str, ...]] = {
    'cnn': ('cnn', 'CNN'),
    'resnet14': ('resnet14', 'RESNET14'),
    'resnet8': ('half_resolution', 'half_resolution', 'resnet8'),
    'resnet14_wide': ('half_resolution', 'half_resolution', 'resnet14_wide'),
    'face_resnet28': ('face_resnet28', 'FACE_RESNET28'),
    'mobilenet_v2': ('mobilenet_v2', 'mobilenet_v2'),
    'se_resnet14': ('se_resnet14', 'se_resnet14', 'medium'),
    'se_resnet14_small': ('se_resnet14', 'se_resnet14', 'small'),
    'se_resnet14_large': ('se_resnet14', 'se_resnet14', 'large'),
    'resnet16_wide': ('teachers', 'RESNET16_WIDE'),
    'se_resnet16_wide': ('teachers', 'SE_RESNET16_WIDE'),
    'vgg11': ('teachers', 'VGG11')}


def _factory(module: str, attribute: str, *arguments: str) -> Callable[..., Architecture]:
    """Return a factory that imports the module when it is called."""
    def create(**options) -> Architecture:
        found = getattr(import_module(f'fer_ros.training.architectures.{module}'), attribute)
        if not isinstance(found, Architecture):
            return found(*arguments, **options)
        if options:
            raise TypeError(f"'{found.name}' takes no options, but got {', '.join(options)}")
        return found
    return create


for _name, _place in _PLACES.items():
    ARCHITECTURES.register(_name)(_factory(*_place))
