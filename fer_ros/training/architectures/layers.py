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

"""The layers of the networks for 48x48 grey faces."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.values.labels import LABELS


def residual_network(name: str, stem: int, stages: Sequence[tuple[int, int]], *,
                     excitation: bool = False, half_stem: bool = False,
                     dropout: float = 0.3):
    """
    Return a network of basic residual blocks (He et al. 2016, arXiv:1512.03385).

    Each face is first normalised to mean 0 and standard deviation 1, which removes the effect of
    the light. Shortcuts that halve the resolution average before they project (He et al. 2019,
    arXiv:1812.01187).

    :param stem: number of channels of the first convolution, at full resolution
    :param stages: numbers of channels and blocks of each stage; each stage has half the
        resolution of the one before
    :param excitation: whether each block weights its channels (Hu et al. 2018, arXiv:1709.01507)
    :param half_stem: whether the first convolution already halves the resolution, with 6x6 pixels;
        then the first stage keeps its resolution
    """
    from keras import layers

    face, x = contrast_input()
    x = layers.ReLU()(convolution(x, stem, 6, 2) if half_stem else convolution(x, stem, 3))
    for number, (channels, blocks) in enumerate(stages):
        for block in range(blocks):
            halves = block == 0 and (number > 0 or not half_stem)
            x = residual_block(x, channels, 2 if halves else 1, excitation=excitation)
    return with_head(name, face, x, dropout)


def plain_network(name: str, stages: Sequence[tuple[int, int]], *, dropout: float = 0.3):
    """
    Return a network of 3x3 convolutions and pooling (Simonyan and Zisserman, arXiv:1409.1556).

    :param stages: numbers of channels and convolutions of each stage; each stage after the first
        has half the resolution of the one before
    """
    from keras import layers

    face, x = contrast_input()
    for number, (channels, convolutions) in enumerate(stages):
        if number:
            x = layers.MaxPooling2D(2)(x)
        for _ in range(convolutions):
            x = layers.ReLU()(convolution(x, channels, 3))
    return with_head(name, face, x, dropout)


def contrast_input():
    """Return the input, and the face normalised to mean 0 and standard deviation 1."""
    from keras import layers

    face = layers.Input((48, 48, 1), name='face')
    return face, layers.LayerNormalization(
        axis=(1, 2, 3), epsilon=1e-4, center=False, scale=False, dtype='float32',
        name='contrast')(face)


def with_head(name: str, face, x, dropout: float):
    """Return the model with the input `face`, the feature maps `x` and a head on them."""
    from keras import layers, Model

    x = layers.GlobalAveragePooling2D(name='features')(x)
    x = layers.Dropout(dropout)(x)
    # In full precision, also in a mixed-precision network
    x = layers.Dense(len(LABELS), activation='softmax', dtype='float32', name='probabilities')(x)
    return Model(face, x, name=name)


def convolution(x, channels: int, size: int, stride: int = 1, *, padding: str = 'same',
                name: str | None = None):
    """
    Return a convolution without bias, followed by batch normalisation.

    :param name: name of the convolution; the one of its normalisation ends in `_norm`
    """
    from keras import layers

    x = layers.Conv2D(channels, size, strides=stride, padding=padding, use_bias=False,
                      kernel_initializer='he_normal', name=name)(x)
    return layers.BatchNormalization(name=name and name + '_norm')(x)


def residual_block(x, channels: int, stride: int = 1, *, excitation: bool = False,
                   padding: str = 'same', name: str | None = None):
    """
    Return a basic block: two convolutions, and a shortcut that is projected where it must be.

    :param stride: 1, or 2 to halve the resolution
    :param excitation: whether the block weights its channels
    :param padding: of the first convolution if it halves the resolution
    :param name: the convolutions are called NAME_1, NAME_2 and NAME_shortcut
    """
    from keras import layers

    named = {part: name and f'{name}_{part}' for part in ('1', '2', 'shortcut')}
    y = layers.ReLU()(convolution(x, channels, 3, stride, name=named['1'],
                                  padding=padding if stride > 1 else 'same'))
    y = convolution(y, channels, 3, name=named['2'])
    if excitation:
        weight = layers.GlobalAveragePooling2D(keepdims=True)(y)
        weight = layers.Conv2D(max(channels // 8, 8), 1, activation='relu')(weight)
        y = layers.Multiply()([y, layers.Conv2D(channels, 1, activation='sigmoid')(weight)])
    if stride > 1:
        x = layers.AveragePooling2D(stride)(x)
    if x.shape[-1] != channels:
        x = convolution(x, channels, 1, name=named['shortcut'])
    return layers.ReLU()(layers.Add()([x, y]))
