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

"""The backend `keras`: Keras models run by TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
import warnings

from fer_ros.classifiers.classifier import Classifier
from fer_ros.classifiers.preparation import label_probabilities, network_batch
from fer_ros.model_store.keras_file import check_keras, refusal, saved_version
from fer_ros.model_store.quiet_tensorflow import quiet_tensorflow
from fer_ros.model_store.session import read_checked
from fer_ros.model_store.store import StoredModel
from fer_ros.system import install_line, truncate
from fer_ros.values.errors import MissingDependencyError, ModelError
from fer_ros.values.labels import LABELS
import numpy as np

_REMEDY = ('Open it with the Keras that saved it and save it again as .keras, or export it to '
           "ONNX there: model.export('model.onnx', format='onnx')")


class KerasClassifier(Classifier):
    """A `.keras`, `.h5` or `.hdf5` file; its manifest describes input and output."""

    def __init__(self, model: StoredModel) -> None:
        """
        Load the model and run it, so that a wrong model fails here and not at the first face.

        :raises ModelError: if the file is damaged, contains code, or does not match the
            manifest.
        :raises MissingDependencyError: if TensorFlow is not installed.
        """
        self.manifest = model.manifest
        self.name = model.manifest.name
        self.affect = model.manifest.affect
        self.input_side = max(model.manifest.input.width, model.manifest.input.height)
        read_checked(model.path, model.manifest.sha256)
        tensorflow = import_tensorflow()
        network = load_keras(model.path)
        spec = model.manifest.input
        shape = ((spec.height, spec.width, spec.channels) if spec.layout == 'NHWC' else
                 (spec.channels, spec.height, spec.width))
        # One signature for any number of faces. Otherwise TensorFlow would trace each new number
        # while the robot works, and keep every trace.
        self._run = tensorflow.function(
            lambda batch: network(batch, training=False), autograph=False,
            input_signature=[tensorflow.TensorSpec((None, *shape), tensorflow.float32)])
        self._path = model.path
        # TensorFlow chooses the device, once for the process.
        self.device = (
            'cuda' if tensorflow.config.list_logical_devices('GPU') else 'cpu') + ' (TensorFlow)'
        for count in (1, 2):
            self.classify([np.full((spec.height, spec.width, 3), 127, np.uint8)] * count)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities of each crop, (n, 7) float32, as `Classifier.classify` says."""
        if len(crops) == 0:
            return np.zeros((0, len(LABELS)), np.float32)
        batch = network_batch(crops, self.manifest)
        try:
            output = self._run(batch)
        # TensorFlow's and Keras's exceptions have no common base but Exception.
        except Exception as error:
            raise ModelError(f"the model '{self._path}' does not take the input {batch.shape} "
                             f'{batch.dtype} that its manifest describes: '
                             f'{_reason(error)}') from error
        if isinstance(output, (list, tuple, dict)):
            raise ModelError(f"the model '{self._path}' has {len(output)} outputs, but must have "
                             'one')
        return label_probabilities(output.numpy(), self.manifest)


def import_tensorflow():
    """
    Return the module tensorflow, which Keras then runs on.

    :raises MissingDependencyError: if it is not installed, or Keras is set to something else
    """
    try:
        with quiet_tensorflow():
            import keras
            import tensorflow

            tensorflow.config.list_logical_devices()  # starts the devices, which logs too
    except ImportError as error:
        raise MissingDependencyError(f"the backend 'keras' needs TensorFlow ({error}): "
                                     + install_line('keras')) from error
    # Keras 3 warns about every network of Keras 2, because its inputs are a list.
    warnings.filterwarnings('ignore', 'The structure of `inputs`', UserWarning)
    if keras.backend.backend() != 'tensorflow':
        raise MissingDependencyError("the backend 'keras' runs on TensorFlow, but Keras is set "
                                     f"to '{keras.backend.backend()}': unset KERAS_BACKEND")
    return tensorflow


def load_keras(path: Path) -> Any:
    """
    Return the Keras model of a `.keras`, `.h5` or `.hdf5` file, uncompiled.

    It is loaded on any of Keras's backends.

    :raises ModelError: if it contains or names code, is too large or cannot be read
    """
    import keras

    check_keras(path)
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True,
                                       custom_objects=_keras2_layers())
    # zipfile, json, h5py and Keras raise many kinds of exceptions for a wrong file.
    except Exception as error:
        reason = str(error)
        if 'ambda' in reason or 'safe_mode' in reason or 'unsafe' in reason:
            raise refusal(path, 'a Lambda layer') from error
        raise ModelError(
            f"cannot read '{path}' as a Keras model: {_reason(error)} (saved by Keras "
            f'{saved_version(path) or "of an unknown version"}, read by Keras '
            f'{keras.__version__}). {_REMEDY}') from error


def _keras2_layers() -> dict[str, type]:
    """
    Return loaders for the layers that Keras 2 saved with arguments that Keras 3 rejects.

    These are `groups`, which is 1 (keras-team/keras#19441), and arguments of depthwise layers for
    a kernel that they do not have.
    """
    import keras

    kernel = ('kernel_initializer', 'kernel_regularizer', 'kernel_constraint')
    unused = {**dict.fromkeys(('DepthwiseConv1D', 'DepthwiseConv2D', 'SeparableConv1D',
                               'SeparableConv2D'), kernel),
              **dict.fromkeys(('Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'), ())}
    return {name: _without(getattr(keras.layers, name), names) for name, names in unused.items()}


def _without(layer: Any, names: Sequence[str]) -> type:
    """Return a class that Keras calls to create a layer; it drops these arguments."""
    class Loader:
        @classmethod
        def from_config(cls, config: dict[str, Any]) -> Any:
            return layer.from_config({
                name: value for name, value in config.items()
                if name not in names and (name, value) != ('groups', 1)})
    return Loader


def _reason(error: Exception) -> str:
    """Return the reason; Keras prints the configuration of the layer before it."""
    text = str(error).strip()
    marker = 'Exception encountered: '
    if marker in text:
        text = text.rsplit(marker, 1)[1]
    return _line(text) or type(error).__name__


def _line(text: str) -> str:
    """Return the first line of a text, truncated: Keras may print thousands of characters."""
    return truncate(next(iter(text.splitlines()), ''), 300)
