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

"""Checks that an ONNX file does not refer to other files."""

from __future__ import annotations

from fer_ros.model_store.file_kinds import is_text
from fer_ros.model_store.protobuf import fields
from fer_ros.values.errors import ModelError

# onnx/onnx.proto: for each kind of message, the fields that lead to a tensor
_INNER = {
    'model': {7: 'graph', 25: 'function'},
    'graph': {1: 'node', 5: 'tensor', 15: 'sparse'},
    'function': {7: 'node', 11: 'attribute'},
    'node': {5: 'attribute'},
    'attribute': {5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse',
                  23: 'sparse'},
    'sparse': {1: 'tensor', 2: 'tensor'}}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
# Loops and branches are graphs within a graph.
_MAX_DEPTH = 64


def check_onnx(content: bytes, where: str) -> None:
    """
    Check that a model is complete in one file.

    A tensor may refer to another file by any path, even outside the model's folder, which the
    manifest's sha256 does not cover.

    :raises ModelError: if a tensor is stored in another file, or this file is damaged
    """
    try:
        _check(memoryview(content), 'model', where, 0)
    except (IndexError, ValueError) as error:
        # The text is not quoted: a parameter of the node may name any file.
        reason = 'it is a text, an error message of a server for example' if is_text(
            content) else f'it is damaged or incomplete ({error})'
        raise ModelError(f'{where} is no ONNX model: {reason}') from error


def _check(data: memoryview, kind: str, where: str, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ValueError(f'it is nested more than {_MAX_DEPTH} deep')
    for field, value, _ in fields(data):
        if kind == 'tensor':
            if field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value != 0):
                raise ModelError(f'{where} is rejected: a tensor of it lies in another file; save '
                                 'the model as one file (torch.onnx.export with '
                                 'external_data=False, or onnx.save without '
                                 'save_as_external_data)')
        elif isinstance(value, memoryview) and field in _INNER[kind]:
            _check(value, _INNER[kind][field], where, depth + 1)
