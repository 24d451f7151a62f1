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

"""The thesis's network: three convolutions, 318,407 parameters."""

from __future__ import annotations

from fer_ros.training.architectures.architecture import Architecture, gray_input
from fer_ros.training.augment import Augmentation
from fer_ros.training.stage import Stage
from fer_ros.values.labels import LABELS


def build():
    """Return Conv 32-64-64 (3x3, ReLU) with two 2x2 max-pools, Dense 64, softmax 7."""
    from keras import layers, Sequential

    return Sequential([
        layers.Input((48, 48, 1), name='face'),
        layers.Conv2D(32, 3, activation='relu'),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation='relu'),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation='relu'),
        layers.Flatten(),
        layers.Dense(64, activation='relu', name='features'),
        layers.Dense(len(LABELS), activation='softmax', name='probabilities'),
    ], name='cnn')


CNN = Architecture(
    name='cnn', build=build, input=gray_input(),
    description="The thesis's small CNN: Conv 32-64-64, Dense 64, on 48x48 grey faces",
    stages=(Stage('all', epochs=40, cosine=True, augmentation=Augmentation(
        flip=True, shift=0.06, rotation=10, scale=0.1)),))
