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

"""A 14-layer residual network for 48x48 grey faces, made for one core of a robot's processor."""

from __future__ import annotations

from dataclasses import replace

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage
from fer_ros.values.labels import LABELS

STEM = 16
# Channels and blocks of the stages, each at half the resolution of the one before
STAGES = ((32, 1), (64, 2), (128, 2), (256, 1))


def build():
    """
    Return a network of basic residual blocks (He et al. 2016, arXiv:1512.03385).

    Each face is first brought to mean 0 and deviation 1, so that the light does not matter.
    Half-resolution shortcuts average before they project (He et al. 2019, arXiv:1812.01187).
    """
    from keras import layers, Model

    face = layers.Input((48, 48, 1), name='face')
    x = layers.LayerNormalization(axis=(1, 2, 3), epsilon=1e-4, center=False, scale=False,
                                  dtype='float32', name='contrast')(face)
    x = layers.ReLU()(_convolution(x, STEM, 3))
    for channels, blocks in STAGES:
        for block in range(blocks):
            x = _block(x, channels, 2 if block == 0 else 1)
    x = layers.GlobalAveragePooling2D(name='features')(x)
    x = layers.Dropout(0.3)(x)
    # In full precision whatever the rest computes in
    x = layers.Dense(len(LABELS), activation='softmax', dtype='float32',
                     name='probabilities')(x)
    return Model(face, x, name='resnet14')


def _convolution(x, channels: int, size: int, stride: int = 1):
    from keras import layers

    x = layers.Conv2D(channels, size, strides=stride, padding='same', use_bias=False,
                      kernel_initializer='he_normal')(x)
    return layers.BatchNormalization()(x)


def _block(x, channels: int, stride: int):
    from keras import layers

    y = layers.ReLU()(_convolution(x, channels, 3, stride))
    y = _convolution(y, channels, 3)
    if stride > 1:
        x = layers.AveragePooling2D(stride)(x)
    if x.shape[-1] != channels:
        x = _convolution(x, channels, 1)
    return layers.ReLU()(layers.Add()([x, y]))


# What detectors and cameras do to faces; then once more with less of it, which a network that met
# faults alone would expect everywhere, and with what it has learned against the labels' errors.
_HARD = Stage(
    'hard', epochs=56, batch_size=128, optimizer='sgd', learning_rate=0.05, cosine=True,
    weight_decay=2e-3, clip=2.0, votes=0.5, label_smoothing=0.1, average=0.998,
    mixed_precision=True,
    augmentation=Augmentation(
        flip=True, shift=0.1, rotation=15, scale=0.15, light=0.2, blur=0.12, noise=0.1,
        compression=0.1, occlusion=0.2))
_AGAIN = replace(
    _HARD, name='again', epochs=40, learning_rate=0.03, taught=0.5, label_smoothing=0.0,
    augmentation=Augmentation(
        flip=True, shift=0.08, rotation=12, scale=0.12, light=0.12, blur=0.08, noise=0.06,
        compression=0.06, occlusion=0.1))

RESNET14 = Architecture(
    name='resnet14', build=build, input=gray_input(),
    description='Residual network of 14 layers on 48x48 grey faces, learned from the labels of '
                'FER2013 and the votes of FERPlus',
    affect='russell-mehrabian-1977', stages=(_HARD, _AGAIN))
