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

"""The transfer learning of the thesis: MobileNetV2 with a small head."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fer_ros.model_store.manifest import InputSpec, MAX_SIDE
from fer_ros.training.architectures.architecture import Architecture
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage
from fer_ros.values.errors import SettingError
from fer_ros.values.labels import LABELS

SIZE = 224
WIDTH = 1.0
CYCLES = (('matched', 14), ('cycle1', 7), ('cycle2', 7))  # names and epochs


def build(size: int, width: float, weights: str | None = None):
    """
    Return MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381) with Dense 128-64-7 on top.

    :param size: side of the input image in pixels
    :param width: multiplier of the numbers of channels
    :param weights: `imagenet`, or None for random ones
    """
    from keras import applications, layers, Model

    face = layers.Input((size, size, 3), name='face')
    base = applications.MobileNetV2(input_shape=(size, size, 3), alpha=width, include_top=False,
                                    weights=weights, name='base')
    x = layers.GlobalAveragePooling2D(name='features')(base(face))
    x = layers.Dense(128, activation='relu')(x)
    x = layers.Dense(64, activation='relu')(x)
    x = layers.Dense(len(LABELS), activation='softmax', dtype='float32',
                     name='probabilities')(x)
    return Model(face, x, name='mobilenet_v2')


def mobilenet_v2(size: int = SIZE, width: float = WIDTH) -> Architecture:
    """
    Return the architecture for images of `size` pixels, its channels multiplied by `width`.

    :raises SettingError: if the size or the width is out of range
    """
    if not 32 <= size <= MAX_SIDE or not 0.1 <= width <= 2:
        raise SettingError(f'size must be in [32, {MAX_SIDE}] pixels and width in [0.1, 2], but '
                           f'they are {size} and {width:g}')
    common = Stage(
        '', 0, batch_size=64, optimizer='sgd', cosine=True, clip_norm=2.0, ema_momentum=0.998,
        augmentation=Augmentation(flip=True, shift=0.08, rotation=12, scale=0.12, light=0.12,
                                  blur=0.08, noise=0.06, compression=0.06, occlusion=0.1))
    return Architecture(
        name='mobilenet_v2', build=partial(build, size, width),
        # MobileNetV2 takes colours from -1 to 1.
        input=InputSpec(size, size, 'rgb', 1 / 127.5, (1.0,) * 3, (1.0,) * 3, 'NHWC', 0.0),
        description=f"The thesis's transfer learning: MobileNetV2 (width {width:g}), Dense 128-64,"
                    f' on {size}x{size} pictures',
        teachers=('resnet14',),
        stages=(
            replace(common, name='votes', epochs=12, learning_rate=0.05, weight_decay=3e-4,
                    classes=False, votes_weight=1.0),
            replace(common, name='head', epochs=1, optimizer='adam', learning_rate=1e-3,
                    distillation_weight=0.7, freeze_base=True),
            replace(common, name='all', epochs=28, learning_rate=0.03, weight_decay=3e-4,
                    votes_weight=0.5, distillation_weight=0.7),
            # Each cycle leaves the minimum of the stage before and ends in another place.
            *(replace(common, name=name, epochs=epochs, learning_rate=0.03, weight_decay=3e-4,
                      votes_weight=0.5, distillation_weight=0.9, consistent=True,
                      augmentation=replace(
                          common.augmentation, shift=0.12, rotation=15, scale=0.2))
              for name, epochs in CYCLES),
            # Weak augmentation: faces nearly like those of a test
            replace(common, name='plain', epochs=3, learning_rate=0.006, weight_decay=3e-4,
                    votes_weight=0.5, distillation_weight=0.7, augmentation=Augmentation(
                        flip=True, shift=0.04, rotation=4, scale=0.05, light=0.05))),
        mean_of=('cycle1', 'cycle2', 'plain'))
