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

"""Teachers: models whose answers other models learn from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from fer_ros.classifiers import Classifier
from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.evaluate.measure import classify_all
from fer_ros.training.faces import in_batches
from fer_ros.training.precision import dtype_policy
import numpy as np


class Teachers(Protocol):
    """
    One or more models that give probabilities for faces.

    `left_out` (count,) holds for each the fold of Training whose labels it did not learn, -1 if
    it learned all; None if all models learned all labels.
    """

    count: int
    left_out: np.ndarray | None

    def answers(self, faces: np.ndarray) -> np.ndarray:
        """Return the probabilities (count, n, 7) of grey faces (n, height, width) uint8."""
        ...


class ModelTeachers:
    """Keras models with the same input, computed together by Keras's backend."""

    def __init__(self, models: Sequence, spec: InputSpec,
                 left_out: np.ndarray | None = None) -> None:
        """Take models that map faces to probabilities."""
        import keras

        self.models, self.count, self.left_out, self._spec = models, len(models), left_out, spec
        face = keras.layers.Input(models[0].input_shape[1:], name='faces')
        answers = [keras.Model(model.inputs[0], model.outputs[0], name=f'teacher_{number}')(face)
                   for number, model in enumerate(models)]
        self._whole = keras.Model(face, keras.ops.stack(answers, axis=1))

    def answers(self, faces: np.ndarray) -> np.ndarray:
        """Return the probabilities (count, n, 7) of grey faces (n, height, width) uint8."""
        return in_batches(self._whole.predict_on_batch, faces, self._spec).swapaxes(0, 1)


class ClassifierTeachers:
    """Models that run on one of the node's backends, such as ONNX files."""

    left_out: np.ndarray | None = None

    def __init__(self, classifiers: Sequence[Classifier], names: Sequence[str]) -> None:
        """Take classifiers, and the names or paths that they were opened by."""
        self.count, self._classifiers, self.names = len(classifiers), classifiers, names

    def answers(self, faces: np.ndarray) -> np.ndarray:
        """Return the probabilities (count, n, 7) of grey faces (n, height, width) uint8."""
        return np.stack([classify_all(classifier, faces) for classifier in self._classifiers])


def open_teachers(names: Sequence[str], policy: str) -> Teachers:
    """
    Return teachers by the names or files of their models.

    :param names: names or paths, as `open_model` takes them; if all are `.keras` files of
        `fer_ros train`, they compute together, on the device that Keras uses
    :param policy: Keras's dtype policy for `.keras` files
    :raises FerRosError: if a model cannot be loaded
    """
    from fer_ros.training.evaluate.models import open_model

    if all(Path(name).suffix == '.keras' for name in names):
        return _keras_teachers([Path(name) for name in names], policy)
    return ClassifierTeachers([open_model(name) for name in names], names)


def _keras_teachers(paths: Sequence[Path], policy: str) -> ModelTeachers:
    from fer_ros.classifiers.keras import load_keras
    from fer_ros.model_store.manifest import load_manifest
    from fer_ros.training.architectures import ARCHITECTURES

    models, left_out = [], []
    manifests = [load_manifest(path.with_suffix('.json')) for path in paths]
    for path, manifest in zip(paths, manifests, strict=True):
        model = load_keras(path)
        architecture = manifest.training.get('architecture')
        if policy != 'float32' and architecture in ARCHITECTURES.names():
            # A loaded model computes in the precision that it was saved with.
            with dtype_policy(policy):
                same = ARCHITECTURES.create(architecture).build()
            same.set_weights(model.get_weights())
            model = same
        models.append(model)
        left_out.append(manifest.training.get('left_out_fold', -1))
    folds = np.array(left_out)
    return ModelTeachers(models, manifests[0].input, folds if (folds >= 0).any() else None)
