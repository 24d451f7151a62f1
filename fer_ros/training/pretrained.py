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

"""Weights to start from: a trained model's, or those of ImageNet or of face recognition."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fer_ros.classifiers.keras import load_keras
from fer_ros.training.architectures import Architecture
from fer_ros.training.faces import model_input
from fer_ros.values.errors import FerRosError, ModelError
import numpy as np

IMAGENET = 'imagenet'
FACES = 'face_recognition'


def starting_weights(architecture: Architecture, source: str,
                     faces: np.ndarray) -> list[np.ndarray]:
    """
    Return the weights for the model that the architecture builds.

    :param source: `imagenet`, if Keras has such weights for the architecture;
        `face_recognition`, for `face_resnet28`; or the path of a Keras model with weights of the
        same shapes
    :param faces: (n, height, width) uint8 grey faces, by which `face_recognition` sets the
        normalisations
    :raises FerRosError: if the weights are not available or belong to another network
    """
    if source == IMAGENET:
        return _imagenet(architecture)
    if source == FACES:
        return _face_recognition(architecture, faces)
    return _from_file(architecture, Path(source))


def _face_recognition(architecture: Architecture, faces: np.ndarray) -> list[np.ndarray]:
    from fer_ros.training.face_recognition import face_recognition_weights, MEASURED

    if architecture.name != 'face_resnet28':
        raise FerRosError("the weights of face recognition are for 'face_resnet28', not for "
                          f"'{architecture.name}'")
    return face_recognition_weights(
        architecture.build(), model_input(faces[:MEASURED], architecture.input))


def _imagenet(architecture: Architecture) -> list[np.ndarray]:
    build = architecture.build
    if not isinstance(build, partial) or 'weights' not in build.func.__code__.co_varnames:
        raise FerRosError(f"Keras has no ImageNet weights for '{architecture.name}'")
    try:
        return build(weights=IMAGENET).get_weights()
    # Keras raises plain Exceptions for failed downloads, and ValueErrors for sizes.
    except Exception as error:
        raise FerRosError(
            f"cannot get Keras's ImageNet weights for {architecture.name}: {error}; without "
            'network give --weights FILE, or leave --weights out to pre-train on the FERPlus '
            'votes') from error


def _from_file(architecture: Architecture, path: Path) -> list[np.ndarray]:
    if not path.is_file():
        raise ModelError(f"there is no weights file '{path}'; --weights takes a .keras file, "
                         f"'{IMAGENET}' or '{FACES}'")
    weights = load_keras(path).get_weights()
    wanted = [tuple(weight.shape) for weight in architecture.build().get_weights()]
    found = [weight.shape for weight in weights]
    if found != wanted:
        raise ModelError(f"'{path}' has {len(found)} weights with "
                         f'{sum(map(np.prod, found))} numbers, but {architecture.name} has '
                         f'{len(wanted)} with {sum(map(np.prod, wanted))}, or of other shapes')
    return weights
