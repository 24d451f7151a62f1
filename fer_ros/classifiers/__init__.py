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

"""Emotion classifiers, by the name of the backend that runs them."""

from __future__ import annotations

from fer_ros.classifiers.classifier import BACKENDS, Classifier
from fer_ros.values.compute import Compute, PLAIN_CPU

__all__ = ['BACKENDS', 'Classifier']


@BACKENDS.register('auto')
def _auto(model: str, compute: Compute = PLAIN_CPU) -> Classifier:
    """Choose the backend for the model's file, or the backend of which `model` is the name."""
    from fer_ros.model_store.file_kinds import KERAS_SUFFIXES
    from fer_ros.model_store.store import find_model

    if model in BACKENDS.names() and model != 'auto':
        backend = model
    else:
        backend = 'keras' if find_model(model).path.suffix in KERAS_SUFFIXES else 'onnx'
    return BACKENDS.create(backend, model, optional={'compute': compute})


@BACKENDS.register('onnx')
def _onnx(model: str, compute: Compute = PLAIN_CPU) -> Classifier:
    from fer_ros.classifiers.onnx import OnnxClassifier

    return OnnxClassifier(_stored(model, 'onnx', ('.onnx',)), compute)


@BACKENDS.register('keras')
def _keras(model: str) -> Classifier:
    from fer_ros.model_store.file_kinds import KERAS_SUFFIXES
    from fer_ros.classifiers.keras import KerasClassifier

    return KerasClassifier(_stored(model, 'keras', KERAS_SUFFIXES))


@BACKENDS.register('deepface')
def _deepface(model: str) -> Classifier:
    from fer_ros.classifiers.deepface import DeepFaceClassifier

    return DeepFaceClassifier()


def _stored(model: str, backend: str, suffixes: tuple[str, ...]):
    """Return a model of the store if the backend can run its file."""
    from fer_ros.model_store.store import find_model
    from fer_ros.values.errors import ModelError

    stored = find_model(model)
    if stored.path.suffix not in suffixes:
        raise ModelError(f"the backend '{backend}' runs {', '.join(suffixes)} files, not "
                         f"'{stored.path}', which is the model '{model}'; the backend 'auto' "
                         'chooses by the file')
    return stored
