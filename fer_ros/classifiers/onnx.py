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
from contextlib import suppress
from pathlib import Path

from fer_ros.classifiers.classifier import Classifier
from fer_ros.classifiers.preparation import label_probabilities, network_batch
from fer_ros.model_store.devices import session_device
from fer_ros.model_store.session import open_session
from fer_ros.model_store.store import StoredModel
from fer_ros.system import truncate
from fer_ros.values.compute import Compute, PLAIN_CPU
from fer_ros.values.errors import ModelError
from fer_ros.values.labels import LABELS
import numpy as np


# The input types that are supported, as ONNX Runtime names them
_TYPES = {'tensor(float)': np.float32, 'tensor(float16)': np.float16,
          'tensor(double)': np.float64, 'tensor(uint8)': np.uint8}


class OnnxNetwork:
    """
    A network with one input in an ONNX Runtime session.

    `shape` is the shape of the input, with 0 for open sizes; `device` is what it runs on.
    """

    def __init__(self, path: Path, sha256: str = '', compute: Compute = PLAIN_CPU) -> None:
        """
        Open the file.

        :raises ModelError: if it is damaged, or does not have one input of a supported type.
        :raises MissingDependencyError: if ONNX Runtime is not installed.
        """
        self._path = path
        self._session = open_session(path, sha256, compute)
        self.device = session_device(self._session)
        inputs = self._session.get_inputs()
        if len(inputs) != 1:
            names = ', '.join(f'{one.name} {one.shape}' for one in inputs)
            raise ModelError(f"'{path}' has {len(inputs)} inputs ({truncate(names, 300)}), but "
                             'must have one, the image of a face')
        if inputs[0].type not in _TYPES:
            raise ModelError(f"the input of '{path}' is a {inputs[0].type}, but must be one of "
                             f'{", ".join(_TYPES)}')
        self._name, self._type = inputs[0].name, _TYPES[inputs[0].type]
        self.shape = [size if isinstance(size, int) and size > 0 else 0
                      for size in inputs[0].shape]
        # Models that were exported for one image at a time do not take a batch.
        self._one_by_one = self.shape[:1] == [1]
        self._batch_ran = False

    def run(self, batch: np.ndarray) -> np.ndarray:
        """
        Return the first output, a row for each image of the batch.

        :raises ModelError: if the model does not take the batch
        """
        if self._one_by_one:
            return np.concatenate([self._run(image) for image in np.split(batch, len(batch))])
        try:
            raw = self._run(batch)
        except ModelError:
            # The file may declare any number of images although a layer takes only one.
            if self._batch_ran or len(batch) == 1:
                raise
            with suppress(ModelError):
                raw = np.concatenate([self._run(image) for image in np.split(batch, len(batch))])
                self._one_by_one = True
                return raw
            raise
        self._batch_ran = self._batch_ran or len(batch) > 1
        return raw

    def _run(self, batch: np.ndarray) -> np.ndarray:
        try:
            raw = self._session.run(None, {self._name: batch.astype(self._type, copy=False)})[0]
        # ONNX Runtime's exceptions have no common base but Exception.
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"'{self._path}' does not take the input {batch.shape} "
                             f'{batch.dtype} that it is given: {reason}') from error
        raw = np.asarray(raw)
        if len(batch) == 1 and raw.ndim == 1:
            raw = raw[None]
        if raw.ndim == 0 or len(raw) != len(batch):
            raise ModelError(f"'{self._path}' gave an output of the shape {raw.shape} for "
                             f'{len(batch)} faces')
        return raw


class OnnxClassifier(Classifier):
    """A model of the store; its manifest describes input and output."""

    def __init__(self, model: StoredModel, compute: Compute = PLAIN_CPU) -> None:
        """
        Load the model and run it once, so that a wrong model fails here and not at a face.

        :param compute: the device and how many threads one run uses
        :raises ModelError: if the file is damaged or not what the manifest says.
        :raises MissingDependencyError: if ONNX Runtime is not installed.
        """
        self.manifest = model.manifest
        self.name = model.manifest.name
        self.affect = model.manifest.affect
        self.input_side = max(model.manifest.input.width, model.manifest.input.height)
        self._network = OnnxNetwork(model.path, model.manifest.sha256, compute)
        self.device = self._network.device
        spec = model.manifest.input
        self.classify([np.full((spec.height, spec.width, 3), 127, np.uint8)] * 2)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities of each crop, (n, 7) float32, as `Classifier.classify` says."""
        if len(crops) == 0:
            return np.zeros((0, len(LABELS)), np.float32)
        batch = network_batch(crops, self.manifest)
        return label_probabilities(self._network.run(batch), self.manifest)
