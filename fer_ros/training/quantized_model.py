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

"""Writes the mean of ONNX models, in 8-bit integers, with its manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
import hashlib
from pathlib import Path

from fer_ros.model_store.manifest import Manifest, save_manifest
from fer_ros.model_store.session import read_checked
from fer_ros.model_store.store import StoredModel
from fer_ros.system import processor_name
from fer_ros.training.data.dataset import DataSet
from fer_ros.training.faces import model_input
from fer_ros.training.mean_model import mean_model
from fer_ros.training.quantization import quantize
from fer_ros.training.record import versions
from fer_ros.training.speed import ms_per_face
from fer_ros.values.errors import ModelError
import numpy as np

SEED = 2022
FACES = 512
_BATCH = 64


def write_quantized(models: Sequence[StoredModel], name: str, folder: Path, data: DataSet,
                    command: str) -> Path:
    """
    Write NAME.onnx and NAME.json.

    The ranges of the activations come from 512 random faces of Training. The model is not
    measured or calibrated: temperatures and class factors of the members do not count.

    :param models: ONNX models with equal input, output and labels
    :param command: the command line, for the manifest
    :return: the path of the ONNX file
    :raises ModelError: if the models do not fit together
    """
    first = models[0].manifest
    for model in models:
        _check(model, first)
    faces = data.split('Training').faces
    chosen = faces[np.random.default_rng(SEED).permutation(len(faces))[:FACES]]
    contents = [read_checked(model.path, model.manifest.sha256) for model in models]
    content = quantize(
        mean_model(contents) if len(contents) > 1 else contents[0],
        (model_input(chosen[start:start + _BATCH], first.input)
         for start in range(0, len(chosen), _BATCH)))
    path = folder / f'{name}.onnx'
    path.write_bytes(content)
    save_manifest(replace(
        first, name=name, file=path.name, sha256=hashlib.sha256(content).hexdigest(),
        description=_description(models), metrics={}, weaknesses=(), temperature=1.0,
        calibration={}, class_factors={}, training={
            'command': command, 'seed': SEED,
            'data': {'file': Path(data.path).name, 'sha256': data.sha256},
            'versions': versions(), 'quantization': {
                'weights': 'int8, 7 bits, a scale for each channel', 'activations': 'uint8',
                'faces': len(chosen)},
            'members': [{'name': model.manifest.name, 'sha256': model.manifest.sha256,
                         **model.manifest.training} for model in models]},
        performance={'size_bytes': len(content), 'cpu': processor_name(),
                     'ms_per_face': round(ms_per_face(content, first.input), 3)}), folder)
    return path


def _check(model: StoredModel, first: Manifest) -> None:
    """Raise ModelError if a model cannot be quantized together with the first."""
    manifest = model.manifest
    if model.path.suffix != '.onnx':
        raise ModelError(f"'{model.path}' is not an ONNX model; `fer_ros export` makes one")
    for entry in ('input', 'output', 'labels'):
        own, others = getattr(manifest, entry), getattr(first, entry)
        if own != others:
            raise ModelError(f"the {entry} of '{manifest.name}' is {own}, but that of "
                             f"'{first.name}' is {others}; they must be equal")


def _description(models: Sequence[StoredModel]) -> str:
    first = models[0].manifest.description
    if len(models) == 1:
        return f'{first}; in 8-bit integers'
    return f'Mean of {len(models)} networks in 8-bit integers, the first: {first}'
