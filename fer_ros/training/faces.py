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

"""Training faces as a model's input."""

from __future__ import annotations

from collections.abc import Callable

from fer_ros.classifiers.preparation import input_batch
from fer_ros.model_store.manifest import InputSpec
import numpy as np

PREDICT_BATCH = 256


def model_input(faces: np.ndarray, spec: InputSpec) -> np.ndarray:
    """
    Return grey faces (n, height, width) uint8 as a model's input batch, float32.

    The faces are prepared like face crops from a camera, so training and use get equal input.
    """
    if spec.color == 'gray' and faces.shape[1:] == (spec.height, spec.width):
        # A faster way to the same numbers as below: no conversion to colour and back
        std = np.float64(spec.std[0])
        return (faces[..., None].astype(np.float32) * np.float32(spec.scale / std)
                - np.float32(spec.mean[0] / std))
    return input_batch([np.repeat(face[..., None], 3, axis=2) for face in faces], spec)


def predict(model, faces: np.ndarray, spec: InputSpec) -> np.ndarray:
    """Return the probabilities (n, 7) float32 of a Keras model for grey uint8 faces."""
    return in_batches(model.predict_on_batch, faces, spec)


def in_batches(function: Callable[[np.ndarray], np.ndarray], faces: np.ndarray,
               spec: InputSpec) -> np.ndarray:
    """
    Call a function on batches of grey uint8 faces (n, height, width) and join its results.

    :param function: takes a model's input and returns an array whose first axis is the faces
    :return: float32
    """
    parts = []
    for start in range(0, len(faces), PREDICT_BATCH):
        part = faces[start:start + PREDICT_BATCH]
        # For a batch of another size, Keras would compile the function again.
        missing = PREDICT_BATCH - len(part) if start else 0
        batch = np.concatenate([part, faces[:missing]]) if missing else part
        parts.append(np.asarray(function(model_input(batch, spec)), np.float32)[:len(part)])
    return np.concatenate(parts)
