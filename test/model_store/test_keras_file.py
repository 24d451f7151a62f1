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

"""What a Keras file may hold, checked without Keras."""

import json
import zipfile

from fer_ros.model_store.keras_file import check_keras
from fer_ros.values.errors import ModelError
import pytest

DENSE = {'class_name': 'Dense', 'module': 'keras.layers', 'config': {'units': 7, 'activation': {
    'class_name': 'function', 'module': 'builtins', 'config': 'relu'}}}
BAD = [
    {'class_name': 'Lambda', 'module': 'keras.layers', 'config': {}},
    {'class_name': '__lambda__', 'config': {'value': 'code'}},
    {'class_name': 'Custom>Lambda', 'config': {}},
    {'class_name': 'TFSMLayer', 'module': 'keras.layers', 'config': {'filepath': '/tmp/x'}},
    {'class_name': 'TorchModuleWrapper', 'module': 'keras.layers', 'config': {'module': 'x'}},
    {'class_name': 'StringLookup', 'config': {'vocabulary': '/etc/passwd'}},
    {'class_name': 'Popen', 'module': 'subprocess', 'config': {'args': ['id']}},
    {'class_name': 'x', 'module': 'keras_evil', 'config': {}}]


def keras_file(folder, *layers):
    path = folder / 'm.keras'
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('config.json', json.dumps(
            {'class_name': 'Sequential', 'module': 'keras', 'config': {'layers': layers}}))
    return path


def h5_file(folder, *layers):
    h5py = pytest.importorskip('h5py')
    path = folder / 'm.h5'
    with h5py.File(path, 'w') as file:
        file.attrs['model_config'] = json.dumps(
            {'class_name': 'Sequential', 'config': {'layers': layers}})
    return path


@pytest.mark.parametrize('make', [keras_file, h5_file])
def test_own_layers_are_accepted(make, tmp_path):
    check_keras(make(tmp_path, DENSE, DENSE))


@pytest.mark.parametrize('make', [keras_file, h5_file])
@pytest.mark.parametrize('layer', BAD, ids=lambda layer: layer['class_name'])
@pytest.mark.parametrize('wrap', [lambda layer: layer, lambda layer: {
    'class_name': 'TimeDistributed', 'module': 'keras.layers', 'config': {'layer': layer}}])
def test_code_is_rejected(make, layer, wrap, tmp_path):
    path = make(tmp_path, DENSE, wrap(layer))
    with pytest.raises(ModelError, match=rf"'.*{path.name}' is rejected: it carries code"):
        check_keras(path)


@pytest.mark.parametrize('content', [b'', b'PK nonsense', b'x' * 1000])
@pytest.mark.parametrize('name', ['m.keras', 'm.h5'])
def test_damaged_files(name, content, tmp_path):
    if name == 'm.h5':
        pytest.importorskip('h5py')
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=f'cannot read .*{name}'):
        check_keras(tmp_path / name)


def test_what_unpacks_to_gigabytes_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr('fer_ros.model_store.keras_file.MAX_SIZE', 1000)
    path = tmp_path / 'm.keras'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('config.json', b'{}')
        archive.writestr('model.weights.h5', bytes(2000))
    with pytest.raises(ModelError, match='more than 1000 bytes'):
        check_keras(path)
