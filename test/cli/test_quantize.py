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

"""`fer_ros quantize` of the shipped models."""

import hashlib
import json
import shutil

import cv2
from fer_ros.classifiers import BACKENDS
from fer_ros.classifiers.onnx import OnnxNetwork
from fer_ros.classifiers.preparation import network_batch
from fer_ros.cli.main import main
from fer_ros.model_store.manifest import load_manifest
from fer_ros.system import share_dir
import numpy as np
import pytest

pytest.importorskip('onnx')
pytest.importorskip('onnxruntime.quantization')

MODELS = share_dir() / 'models'


@pytest.fixture
def crops():
    """Return smooth grey pictures, which excite a network like faces do."""
    generator = np.random.default_rng(0)
    return [np.repeat(cv2.resize(generator.integers(0, 256, (8, 8), np.uint8), (48, 48),
                                 interpolation=cv2.INTER_CUBIC)[..., None], 3, axis=2)
            for _ in range(80)]


@pytest.fixture
def data(tmp_path, crops):
    path = tmp_path / 'faces.npz'
    np.savez(path, pixels=np.stack(crops)[..., 0], emotion=np.arange(80) % 7,
             usage=['Training'] * 80)
    return path


def quantize(*models, data, out):
    return main(['quantize', '--model', *models, '--name', 'fast', '--data', str(data), '--out',
                 str(out)])


@pytest.mark.parametrize('models', [['resnet14'], ['cnn', 'resnet14']])
def test_the_mean_is_hardly_changed(models, data, crops, tmp_path, capsys):
    out = tmp_path / 'out'
    assert quantize(*models, data=data, out=out) == 0
    assert capsys.readouterr().out.strip() == str(out / 'fast.onnx')
    # Temperatures and class factors, which a manifest holds, do not count.
    networks = [OnnxNetwork(MODELS / f'{name}.onnx') for name in models]
    batch = network_batch(crops, load_manifest(MODELS / 'cnn.json'))
    expected = np.mean([network.run(batch) for network in networks], axis=0)
    found = OnnxNetwork(out / 'fast.onnx').run(batch)
    assert 0 < np.abs(found - expected).max() < 0.1
    assert np.abs(found - expected).mean() < 0.01
    size = sum((MODELS / f'{name}.onnx').stat().st_size for name in models)
    assert (out / 'fast.onnx').stat().st_size < 0.5 * size


def test_manifest(data, crops, tmp_path):
    out = tmp_path / 'out'
    assert quantize('resnet14', data=data, out=out) == 0
    manifest, shipped = load_manifest(out / 'fast.json'), load_manifest(MODELS / 'resnet14.json')
    assert (manifest.input, manifest.labels) == (shipped.input, shipped.labels)
    assert manifest.metrics == manifest.calibration == manifest.class_factors == {}
    assert manifest.temperature == 1.0
    assert manifest.performance['ms_per_face'] > 0
    assert manifest.training['command'] == ('fer_ros quantize --model resnet14 --name fast '
                                            '--data faces.npz')
    member, = manifest.training['members']
    assert member == {'name': 'resnet14', 'sha256': shipped.sha256, **shipped.training}
    assert manifest.training['quantization']['faces'] == 80
    assert len(BACKENDS.create('onnx', str(out / 'fast.onnx')).classify(crops[:3])) == 3


def test_again_the_same_file(data, tmp_path):
    for folder in ('a', 'b'):
        assert quantize('cnn', data=data, out=tmp_path / folder) == 0
    assert (tmp_path / 'a/fast.onnx').read_bytes() == (tmp_path / 'b/fast.onnx').read_bytes()


@pytest.mark.parametrize(('models', 'quoted'), [
    (['cnn', 'mobilenet_v2'], ["the input of 'mobilenet_v2' is", "'cnn' is", 'must be equal']),
    (['nope'], ["'nope'"]), (['x.keras'], ['x.keras', '`fer_ros export`'])])
def test_errors(models, quoted, data, tmp_path, capsys):
    content = b'no archive'
    (tmp_path / 'x.keras').write_bytes(content)
    shipped = json.loads((MODELS / 'cnn.json').read_text())
    (tmp_path / 'x.json').write_text(json.dumps({
        **shipped, 'name': 'x', 'file': 'x.keras',
        'sha256': hashlib.sha256(content).hexdigest()}))
    models = [str(tmp_path / name) if '.' in name else name for name in models]
    assert quantize(*models, data=data, out=tmp_path / 'out') == 1
    error = capsys.readouterr().err
    assert all(words in error for words in quoted), error
    assert not list((tmp_path / 'out').glob('*'))


def test_a_model_is_not_written_over(data, tmp_path, capsys):
    for suffix in ('onnx', 'json'):
        shutil.copy(MODELS / f'cnn.{suffix}', tmp_path)
    before = (tmp_path / 'cnn.onnx').read_bytes()
    assert main(['quantize', '--model', str(tmp_path / 'cnn.onnx'), '--name', 'cnn', '--data',
                 str(data), '--out', str(tmp_path)]) == 1
    assert '--name' in capsys.readouterr().err
    assert (tmp_path / 'cnn.onnx').read_bytes() == before
