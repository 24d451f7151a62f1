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

"""`fer_ros export` of a Keras model that somebody else trained."""

import hashlib
import json

from fer_ros.classifiers import BACKENDS
from fer_ros.cli.main import main
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

keras = pytest.importorskip('keras')
for module in ('tensorflow', 'tf2onnx', 'onnxruntime'):
    pytest.importorskip(module)

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")


@pytest.fixture
def model(tmp_path):
    keras.utils.set_random_seed(1)
    network = keras.Sequential([
        keras.layers.Input((40, 40, 3)), keras.layers.Conv2D(4, 5, strides=4, activation='relu'),
        keras.layers.BatchNormalization(), keras.layers.Flatten(),
        keras.layers.Dense(7, activation='softmax')])
    path = tmp_path / 'theirs.keras'
    network.save(path)
    path.with_suffix('.json').write_text(json.dumps({
        'name': 'theirs', 'file': path.name,
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest(), 'description': 'test',
        'licence': 'MIT', 'input': {
            'width': 40, 'height': 40, 'color': 'rgb', 'scale': 1 / 127.5, 'mean': [1.0] * 3,
            'std': [1.0] * 3, 'layout': 'NHWC', 'margin': 0.1},
        'output': 'probabilities', 'labels': sorted(LABELS), 'training': {'seed': 1},
        'metrics': {}}))
    return path


@pytest.fixture
def faces(tmp_path):
    path = tmp_path / 'faces.npz'
    generator = np.random.default_rng(0)
    np.savez(path, pixels=generator.integers(0, 256, (14, 48, 48), np.uint8),
             emotion=np.arange(14) % 7, usage=['PublicTest'] * 14)
    return path


def test_both_models_say_the_same(model, faces, tmp_path, capsys):
    out = tmp_path / 'out'
    assert main(['export', '--model', str(model), '--name', 'ours', '--data', str(faces), '--out',
                 str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out / 'ours.onnx')
    manifest = json.loads((out / 'ours.json').read_text())
    assert manifest['labels'] == sorted(LABELS)
    assert manifest['input']['margin'] == 0.1
    assert manifest['training']['onnx_keras_max_difference'] <= 1e-4
    assert manifest['performance']['ms_per_face'] > 0
    generator = np.random.default_rng(1)
    crops = [generator.integers(0, 256, (side, side, 3), np.uint8) for side in (40, 31, 90)]
    np.testing.assert_allclose(
        BACKENDS.create('onnx', str(out / 'ours.onnx')).classify(crops),
        BACKENDS.create('keras', str(model)).classify(crops), atol=1e-4)


def test_the_models_own_manifest_is_not_written_over(model, faces, tmp_path, capsys):
    before = model.with_suffix('.json').read_text()
    assert main(['export', '--model', str(model), '--data', str(faces), '--out',
                 str(tmp_path)]) == 1
    assert '--name' in capsys.readouterr().err
    assert model.with_suffix('.json').read_text() == before


@pytest.mark.parametrize(('name', 'quoted'), [
    ('cnn', "cnn.onnx' is not a Keras model"), ('nope.keras', "'nope.keras'")])
def test_errors(name, quoted, faces, tmp_path, capsys):
    assert main(['export', '--model', name, '--data', str(faces), '--out', str(tmp_path)]) == 1
    assert quoted in capsys.readouterr().err
