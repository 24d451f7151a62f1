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

"""`fer_ros train` from a file of faces to an ONNX model, with TensorFlow."""

import csv
import hashlib
import json

from fer_ros.cli.main import main
from fer_ros.training.architectures import ARCHITECTURES
from fer_ros.training.data import load_data
from fer_ros.training.evaluate.metrics import classification_metrics
from fer_ros.training.faces import model_input, predict
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

for module in ('tensorflow', 'keras', 'tf2onnx', 'onnxruntime', 'tqdm'):
    pytest.importorskip(module)

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")


def train(data_file, out, *options):
    return main(['train', 'cnn', '--data', str(data_file), '--out', str(out), *options])


@pytest.fixture(scope='module')
def trained(data_file, tmp_path_factory):
    """Return the folder that two epochs leave."""
    out = tmp_path_factory.mktemp('runs') / 'deep' / 'cnn'
    assert train(data_file, out, '--epochs', '2', '--batch-size', '16', '--seed', '3') == 0
    return out


def test_files(trained):
    assert {path.name for path in trained.iterdir()} == {
        'cnn.onnx', 'cnn.json', 'model.keras', 'model.json', 'history.csv', 'run.json',
        'curves.png'}


def test_run_record(trained, data_file):
    record = json.loads((trained / 'run.json').read_text())
    assert record['architecture'] == 'cnn'
    assert record['parameters'] == 318407
    (stage,) = record['stages']
    assert record['kept'] == 'the end of the last stage'
    assert (record['seed'], stage['epochs'], stage['batch_size']) == (3, 2, 16)
    assert record['precision'] == 'float32'
    assert [epoch['epoch'] for epoch in record['history']] == [1, 2]
    assert record['data'] == {
        'file': 'faces.npz', 'sha256': hashlib.sha256(data_file.read_bytes()).hexdigest(),
        'faces': {'Training': 210, 'PublicTest': 70}, 'training_faces_used': 210,
        'copies_left_out': 0, 'no_faces_left_out': 0, 'ferplus_votes': False}
    assert set(record['versions']) >= {'python', 'keras', 'numpy', 'tensorflow', 'tf2onnx'}


def test_history(trained):
    with open(trained / 'history.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    assert [row['epoch'] for row in rows] == ['1', '2']
    assert all(float(row['loss']) > 0 and 0 <= float(row['accuracy']) <= 1 for row in rows)
    assert all(row['validation_accuracy'] == '' for row in rows)


def test_it_learned(trained):
    # By chance it would be 1/7.
    record = json.loads((trained / 'run.json').read_text())
    assert record['metrics']['PublicTest']['accuracy'] > 0.5


def test_manifest(trained):
    manifest = json.loads((trained / 'cnn.json').read_text())
    record = json.loads((trained / 'run.json').read_text())
    content = (trained / 'cnn.onnx').read_bytes()
    assert manifest['sha256'] == hashlib.sha256(content).hexdigest()
    assert manifest['labels'] == list(LABELS)
    assert manifest['metrics'] == record['metrics']
    assert manifest['training']['seed'] == 3
    assert manifest['training']['command'] == (
        'fer_ros train cnn --data faces.npz --epochs 2 --batch-size 16 --seed 3')
    assert manifest['training']['onnx_keras_max_difference'] <= 1e-4


def test_onnx_is_keras(trained, data_file):
    import keras
    import onnxruntime

    public = load_data(data_file).split('PublicTest')
    model = keras.models.load_model(trained / 'model.keras')
    spec = ARCHITECTURES.create('cnn').input
    expected = predict(model, public.faces, spec)
    session = onnxruntime.InferenceSession(str(trained / 'cnn.onnx'),
                                           providers=['CPUExecutionProvider'])
    (output,) = session.run(None, {session.get_inputs()[0].name: model_input(public.faces, spec)})
    np.testing.assert_allclose(output, expected, atol=1e-4)
    record = json.loads((trained / 'run.json').read_text())
    assert classification_metrics(output, public.classes) == record['metrics']['PublicTest']


@pytest.mark.parametrize(('arguments', 'quoted'), [
    (['cnm'], ["'cnm'", 'cnn']), (['cnn', '--data', 'nowhere.npz'], ["'nowhere.npz'"])])
def test_errors_of_the_command(arguments, quoted, data_file, tmp_path, capsys):
    model, *options = arguments
    assert main(['train', model, '--data', str(data_file), '--out', str(tmp_path / 'out'),
                 *options]) == 1
    printed = capsys.readouterr().err
    for text in quoted:
        assert text in printed
    assert not (tmp_path / 'out').exists()
