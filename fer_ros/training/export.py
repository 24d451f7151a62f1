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

"""Exports a Keras model and its manifest as an ONNX file with a manifest."""

from __future__ import annotations

from dataclasses import replace
import hashlib
from pathlib import Path

from fer_ros.model_store.manifest import InputSpec, Manifest, save_manifest
from fer_ros.system import processor_name
from fer_ros.training.faces import model_input, predict
from fer_ros.training.onnx_graph import onnx_bytes
from fer_ros.training.speed import ms_per_face
from fer_ros.values.errors import ModelError
import numpy as np

TOLERANCE = 1e-4
# Number of faces on which the two models are compared
COMPARED = 512


def export(model, manifest: Manifest, name: str, folder: Path, faces: np.ndarray) -> Path:
    """
    Write NAME.onnx and NAME.json, and compare the ONNX model with the Keras model.

    :param model: a Keras model
    :param manifest: the manifest of the Keras model
    :param faces: real faces (n, 48, 48) uint8 for the comparison; the first 512 are used
    :return: the path of the ONNX file
    :raises ModelError: if a probability differs by more than 1e-4; nothing is written then
    """
    content = onnx_bytes(model, manifest.input, name)
    difference = max_difference(model, content, manifest.input, faces[:COMPARED])
    if not difference <= TOLERANCE:
        raise ModelError(f"'{name}' as ONNX differs from the Keras model by {difference:g}; "
                         f'at most {TOLERANCE:g} is allowed')
    path = folder / f'{name}.onnx'
    path.write_bytes(content)
    save_manifest(replace(
        manifest, name=name, file=path.name, sha256=hashlib.sha256(content).hexdigest(),
        training={**manifest.training, 'onnx_keras_max_difference': difference},
        performance={'size_bytes': len(content), 'cpu': processor_name(),
                     'ms_per_face': round(ms_per_face(content, manifest.input), 3)}), folder)
    return path


def max_difference(model, content: bytes, spec: InputSpec, faces: np.ndarray) -> float:
    """Return the largest difference of a probability between a Keras and an ONNX model."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=['CPUExecutionProvider'])
    name = session.get_inputs()[0].name
    (output,) = session.run(None, {name: model_input(faces, spec)})
    return float(np.abs(output - predict(model, faces, spec)).max())
