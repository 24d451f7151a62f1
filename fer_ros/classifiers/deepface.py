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

"""The backend `deepface`: the emotion model of the DeepFace library."""

from __future__ import annotations

from collections.abc import Sequence
import logging
import os
from pathlib import Path

import cv2
from fer_ros.classifiers.classifier import Classifier
from fer_ros.model_store.quiet_tensorflow import quiet_tensorflow
from fer_ros.system import install_line
from fer_ros.values.errors import ImageError, MissingDependencyError, ModelError
from fer_ros.values.labels import canonical_label, LABELS
import numpy as np

# DeepFace.analyze gives its emotion model a square of 224 pixels, BGR, 0..1. The model itself
# converts it to gray and 48x48.
SIDE = 224
WEIGHTS = 'facial_expression_model_weights'

_log = logging.getLogger(__name__)


class DeepFaceClassifier(Classifier):
    """
    DeepFace's emotion model on faces that are already cropped.

    The results are those of
    `DeepFace.analyze(crop, actions=['emotion'], detector_backend='skip')`, but for all faces of
    an image at once if the installed version can do that. The library decides what runs the
    model: ONNX Runtime since 0.0.101, TensorFlow before.
    """

    name = 'deepface'
    input_side = SIDE
    device = 'chosen by DeepFace'

    def __init__(self) -> None:
        """
        Load the model and run it once; DeepFace downloads it if necessary.

        :raises MissingDependencyError: if DeepFace or its framework is not installed.
        :raises ModelError: if the model cannot be downloaded or loaded; names the folder.
        """
        try:
            with quiet_tensorflow():
                from deepface.modules import modeling
        # It raises a ValueError if the version of TensorFlow does not fit.
        except (ImportError, ValueError) as error:
            raise MissingDependencyError(f"the backend 'deepface' needs DeepFace ({error}): "
                                         + install_line('deepface')) from error
        folder = _weights_folder()
        if not any(folder.glob(f'{WEIGHTS}.*')):
            _log.warning('DeepFace has no emotion model in %s yet and downloads it now', folder)
        try:
            self._client = modeling.build_model(task='facial_attribute', model_name='Emotion')
        except ImportError as error:
            raise MissingDependencyError(f"the backend 'deepface' cannot run: {error}") from error
        # DeepFace, its downloader and its framework raise many kinds of exceptions.
        except Exception as error:
            raise ModelError(
                f"DeepFace's emotion model cannot be loaded: {error} (its folder is {folder}; "
                '$DEEPFACE_HOME moves it)') from error
        self._order = [_labels().index(label) for label in LABELS]
        self._takes_batches = self._can_take_batches()

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the probabilities of each crop, (n, 7) float32, as `Classifier.classify` says."""
        if len(crops) == 0:
            return np.zeros((0, len(LABELS)), np.float32)
        faces = [_face(crop) for crop in crops]
        raw = (self._predict(faces) if self._takes_batches else
               np.concatenate([self._predict([face]) for face in faces]))
        if raw.shape != (len(crops), len(LABELS)) or not np.isfinite(raw).all():
            raise ModelError(f'DeepFace gave an output of the shape {raw.shape} for {len(crops)} '
                             f'faces, or numbers that are not finite: {raw.tolist()}')
        raw = raw[:, self._order]
        return (raw / raw.sum(axis=1, keepdims=True)).astype(np.float32)

    def _predict(self, faces: list[np.ndarray]) -> np.ndarray:
        # Versions that take a single face expect it as a batch of one.
        batch = np.stack(faces)
        result = np.asarray(self._client.predict(batch), np.float64)
        # The result for a single face has no batch dimension.
        return result.reshape(-1, result.shape[-1])

    def _can_take_batches(self) -> bool:
        """Return whether a batch works: versions before 0.0.94 use its first face, or fail."""
        grey = np.full((SIDE, SIDE, 3), 0.5, np.float32)
        alone = self._predict([grey])
        if alone.shape != (1, len(LABELS)):
            raise ModelError(f'DeepFace gave an output of the shape {alone.shape} for a face, '
                             f'but must give {len(LABELS)} probabilities')
        try:
            return self._predict([grey, grey]).shape == (2, len(LABELS))
        # The framework raises many kinds of exceptions.
        except Exception:
            return False


def _face(crop: np.ndarray) -> np.ndarray:
    if crop.ndim != 3 or crop.shape[2] != 3 or crop.dtype != np.uint8 or crop.size == 0:
        raise ImageError('a face crop must be (height, width, 3) uint8 with at least one pixel, '
                         f'but is {crop.shape} {crop.dtype}')
    return cv2.resize(crop, (SIDE, SIDE)).astype(np.float32) / np.float32(255)


def _labels() -> list[str]:
    """Return DeepFace's labels, canonical, in its model's order."""
    try:
        from deepface.models.demography.DemographyUtils import EMOTION_LABELS as labels
    except ImportError:
        try:
            from deepface.models.demography.Emotion import labels
        except ImportError:  # before 0.0.94
            from deepface.extendedmodels.Emotion import labels
    return [canonical_label(label) for label in labels]


def _weights_folder() -> Path:
    return Path(os.environ.get('DEEPFACE_HOME') or Path.home()) / '.deepface' / 'weights'
