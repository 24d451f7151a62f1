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

"""The backend `onnx`: emotion models run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.classifiers.preparation import input_batch, label_probabilities
from fer_ros.model_store.devices import device_of
from fer_ros.model_store.session import open_session
from fer_ros.model_store.store import StoredModel
from fer_ros.values.compute import Compute, PLAIN_CPU
from fer_ros.values.errors import ModelError
from fer_ros.values.labels import LABELS
import numpy as np


class OnnxClassifier:
    """A model of the store; its manifest says how it is fed and read."""

    def __init__(self, model: StoredModel, compute: Compute = PLAIN_CPU) -> None:
        """
        Load the model and run it once, so that a wrong one fails here and not at a face.

        :param compute: the device and how many threads one run uses
        :raises ModelError: if the file is damaged or not what the manifest says.
        :raises MissingDependencyError: if ONNX Runtime is not installed.
        """
        self.manifest = model.manifest
        self.name = model.manifest.name
        self.affect = model.manifest.affect
        self.input_side = max(model.manifest.input.width, model.manifest.input.height)
        self._session = open_session(model.path, model.manifest.sha256, compute)
        self.device = device_of(self._session)
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            raise ModelError(f'{model.path} has {len(inputs)} inputs, but must have one')
        self._input = inputs[0].name
        # Models that were exported for one picture at a time cannot take a batch.
        self._one_by_one = len(inputs[0].shape) > 0 and inputs[0].shape[0] == 1
        spec = model.manifest.input
        self.classify([np.full((spec.height, spec.width, 3), 127, np.uint8)] * 2)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities of each crop, (n, 7) float32, as `Classifier.classify` says."""
        if len(crops) == 0:
            return np.zeros((0, len(LABELS)), np.float32)
        batch = input_batch(crops, self.manifest.input)
        parts = np.split(batch, len(batch)) if self._one_by_one else [batch]
        raw = np.concatenate([self._run(part) for part in parts])
        if len(raw) != len(crops):
            raise ModelError(f"the model '{self.name}' gave {len(raw)} results "
                             f'for {len(crops)} faces')
        return label_probabilities(raw, self.manifest)

    def _run(self, batch: np.ndarray) -> np.ndarray:
        """Return the model's first output."""
        try:
            return self._session.run(None, {self._input: batch})[0]
        # ONNX Runtime's exceptions share no base but Exception.
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"the model '{self.name}' does not take the input {batch.shape} "
                             f'{batch.dtype} that its manifest describes: {reason}') from error
