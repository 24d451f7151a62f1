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

"""The usual scalings of pixels for the input of emotion models, by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scaling:
    """
    A pixel p (0..255) of a channel enters as (p * scale - mean) / std, channels as R, G, B.

    `channels` are the numbers of channels for which it is used.
    """

    description: str
    scale: float
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    channels: tuple[int, ...] = (1, 3)

    def for_color(self, color: str) -> tuple[list[float], list[float]]:
        """Return mean and std, a number for each channel in the order of `color`."""
        if color == 'gray':
            return [self.mean[0]], [self.std[0]]
        step = 1 if color == 'rgb' else -1
        return list(self.mean[::step]), list(self.std[::step])


SCALINGS = {
    'unit': Scaling('0..1: pixels / 255', 1 / 255),
    'signed': Scaling('-1..1: pixels / 127.5 - 1', 1 / 127.5, (1.0, 1.0, 1.0)),
    'raw': Scaling('0..255: pixels as they are', 1.0),
    'imagenet': Scaling('ImageNet statistics, as torchvision models', 1 / 255,
                        (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), (3,)),
    'caffe': Scaling('0..255 less the ImageNet means, as keras.applications.resnet and vgg16',
                     1.0, (123.68, 116.779, 103.939), channels=(3,)),
}
