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

"""The residual network of dlib's face recognition, which learns emotions after faces."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.architectures.layers import (
    contrast_input, convolution, residual_block, with_head)
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage

# Channels and blocks of each stage, as in dlib; its last block is left out, because on 48x48
# pixels only 2x2 places are left before it.
BLOCKS = ((32, 3), (64, 4), (128, 3), (256, 3))


def build(stages: Sequence[tuple[int, int]] = BLOCKS, dropout: float = 0.3):
    """
    Return the network, with the names of layers that `face_recognition_weights` expects.

    It halves the resolution as dlib does, without padding.

    :param stages: numbers of channels and blocks of each stage
    """
    from keras import layers

    face, x = contrast_input()
    x = layers.ReLU()(convolution(x, stages[0][0], 5, name='stem'))
    x = layers.MaxPooling2D(3, 2)(x)
    for stage, (channels, blocks) in enumerate(stages, 1):
        for block in range(1, blocks + 1):
            x = residual_block(x, channels, 2 if block == 1 and stage > 1 else 1,
                               padding='valid', name=f'stage{stage}_block{block}')
    return with_head('face_resnet28', face, x, dropout)


FACE_RESNET28 = Architecture(
    name='face_resnet28', build=build, input=gray_input(),
    description="Residual network of 28 layers with the shape of dlib's face recognition, on "
                '48x48 grey faces, learned from the labels of FER2013 and the votes of FERPlus',
    affect='russell-mehrabian-1977',
    stages=(Stage(
        'labels', epochs=20, batch_size=128, optimizer='sgd', learning_rate=0.03, cosine=True,
        weight_decay=4e-3, clip_norm=2.0, votes_weight=0.5, label_smoothing=0.1,
        ema_momentum=0.998, mixed_precision=True,
        augmentation=Augmentation(
            flip=True, shift=0.1, rotation=12, scale=0.15, light=0.2, blur=0.08, noise=0.06,
            compression=0.06, occlusion=0.12, mask=0.05)),))
