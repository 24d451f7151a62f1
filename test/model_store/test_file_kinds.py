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

"""What a model file is by its content, and what is said about the wrong kinds."""

import gzip
import io
from pathlib import Path
import pickle
import zipfile

from fer_ros.model_store.file_kinds import check_suffix, model_kind
from fer_ros.model_store.store import find_model
from fer_ros.system import share_dir
from fer_ros.values.errors import ModelError
import pytest


def zipped(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as archive:
        for name in names:
            archive.writestr(name, b'x')
    return content.getvalue()


HDF5 = b'\x89HDF\r\n\x1a\n' + bytes(100)
KERAS = zipped('config.json', 'metadata.json', 'model.weights.h5')


def test_kinds():
    network = (share_dir() / 'models' / 'cnn.onnx').read_bytes()
    assert model_kind(network, Path('x')) == 'onnx'
    assert model_kind(HDF5, Path('x')) == 'hdf5'
    assert model_kind(KERAS, Path('x')) == 'keras'


WRONG = {
    'empty': (b'', 'is empty'),
    'page': (b'\xef\xbb\xbf\n <!DOCTYPE html><html><head>', 'is a web page.*Download raw file'),
    'page without doctype': (b'<HTML><body>404', 'is a web page'),
    'git-lfs': (b'version https://git-lfs.github.com/spec/v1\noid sha256:1\n', 'git lfs pull'),
    'tflite': (b'\x1c\0\0\0TFL3' + bytes(40), 'TensorFlow Lite.*--tflite'),
    'torch': (zipped('model/data.pkl', 'model/data/0'), r'PyTorch.*torch\.onnx\.export'),
    'old torch': (b'\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03. torch', 'PyTorch'),
    'pickle': (pickle.dumps({'weights': [1.0] * 9}), 'pickle.*never loads'),
    'zip': (zipped('model/model.h5', 'readme.txt'), 'archive; unpack.*holds model/model.h5'),
    'gzip': (gzip.compress(b'x'), 'archive; unpack'),
    'json': (b'{"message": "Not Found"}', 'is a JSON text'),
    'openvino': (b'<?xml version="1.0"?><net name="emotion">', 'OpenVINO'),
    'cut zip': (KERAS[:60], 'damaged or incomplete'),
}


@pytest.mark.parametrize('case', WRONG)
@pytest.mark.parametrize('suffix', ['.onnx', '.h5', '.bin'])
def test_wrong_kinds(case, suffix, tmp_path):
    content, words = WRONG[case]
    with pytest.raises(ModelError, match=words) as caught:
        model_kind(content, tmp_path / f'm{suffix}')
    assert f'm{suffix}' in str(caught.value)


@pytest.mark.parametrize(('name', 'words'), [
    ('m.tflite', 'TensorFlow Lite'), ('m.pth', 'PyTorch'), ('m.PT', 'PyTorch'),
    ('m.pkl', 'pickle'), ('m.pb', 'tf2onnx'), ('m.xml', 'OpenVINO')])
@pytest.mark.parametrize('there', [True, False])
def test_suffixes_of_other_programs(name, words, there, folders, tmp_path):
    if there:
        (tmp_path / name).write_bytes(b'\x08\x01' * 40)
    with pytest.raises(ModelError, match=rf"{name}' .*{words}"):
        find_model(str(tmp_path / name))


def test_a_saved_model_folder(folders, tmp_path):
    (tmp_path / 'saved').mkdir()
    (tmp_path / 'saved' / 'saved_model.pb').write_bytes(b'x')
    with pytest.raises(ModelError, match=r'SavedModel.*--saved-model FOLDER'):
        find_model(str(tmp_path / 'saved'))


def test_a_file_without_suffix(folders, tmp_path):
    (tmp_path / 'network').write_bytes((share_dir() / 'models' / 'cnn.onnx').read_bytes())
    with pytest.raises(ModelError, match=r'no suffix of a model file.*models add .*network'):
        find_model(str(tmp_path / 'network'))


@pytest.mark.parametrize(('content', 'name', 'right'), [
    (KERAS, 'm.h5', 'm.keras'), (HDF5, 'm.keras', 'm.h5'), (HDF5, 'm.onnx', 'm.h5'),
    (KERAS, 'm.onnx', 'm.keras')])
def test_content_of_another_suffix(content, name, right):
    with pytest.raises(ModelError, match=f'rename it to {right}'):
        check_suffix(content, Path(name))


@pytest.mark.parametrize(('content', 'name'), [
    (KERAS, 'm.keras'), (HDF5, 'm.h5'), (HDF5, 'm.hdf5')])
def test_content_of_the_suffix(content, name):
    check_suffix(content, Path(name))
