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

"""The stages of mobilenet_v2, small, and weights to start from."""

import csv
from dataclasses import replace
import json

from fer_ros.cli.main import main
import numpy as np
import pytest

pytest.importorskip('tensorflow')
keras = pytest.importorskip('keras')
pytest.importorskip('tf2onnx')

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
TAUGHT = ['all', 'matched', 'cycle1', 'cycle2', 'plain']
SMALL = ['--size', '32', '--width', '0.35', '--batch-size', '64', '--epochs', '1']


def train(data_file, out, *options):
    return main(['train', 'mobilenet_v2', '--data', str(data_file), '--out', str(out), *SMALL,
                 *options])


def stages(out):
    with open(out / 'history.csv', newline='') as file:
        return [row['stage'] for row in csv.DictReader(file)]


@pytest.fixture(scope='module', autouse=True)
def one_epoch():
    """One epoch of each stage tells as much as the many of the real ones."""
    from fer_ros.training.architectures import mobilenet_v2
    from fer_ros.training.stage import Stage

    def shorter(thing, **changes):
        return replace(thing, **changes | ({'epochs': 1} if isinstance(thing, Stage) else {}))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mobilenet_v2, 'replace', shorter)
        yield


@pytest.fixture(scope='module')
def trained(data_file, tmp_path_factory, one_epoch):
    out = tmp_path_factory.mktemp('mobilenet')
    assert train(data_file, out) == 0
    return out


def test_stages(trained):
    assert stages(trained) == ['votes', 'head', *TAUGHT, 'mean']
    assert not list(trained.glob('end-*'))
    record = json.loads((trained / 'run.json').read_text())
    assert record['data']['ferplus_votes'] is True
    assert record['teachers'] == ['resnet14']
    manifest = json.loads((trained / 'mobilenet_v2.json').read_text())
    assert manifest['input']['color'] == 'rgb'
    assert (manifest['input']['width'], manifest['input']['scale']) == (32, 1 / 127.5)


def test_weights_of_a_file_replace_the_pre_training(trained, data_file, tmp_path):
    assert train(data_file, tmp_path, '--weights', str(trained / 'model.keras')) == 0
    assert stages(tmp_path) == ['head', *TAUGHT, 'mean']
    assert json.loads((tmp_path / 'run.json').read_text())['weights'].endswith('model.keras')


def test_the_head_stage_leaves_the_base_alone(trained, data_file, tmp_path):
    from fer_ros.training.architectures.mobilenet_v2 import mobilenet_v2
    from fer_ros.training.data import load_data
    from fer_ros.training.members import Member
    from fer_ros.training.train import Training

    architecture = mobilenet_v2(32, 0.35)
    start = keras.models.load_model(trained / 'model.keras', compile=False).get_weights()
    training = Training([Member('mobilenet_v2', architecture, 1)], load_data(data_file), tmp_path,
                        weights=start)
    training._run_stage([architecture.stages[1]])
    (model,) = training.models
    base = len(model.get_layer('base').weights)
    after = model.get_weights()
    for before, now in zip(start[:base], after[:base], strict=True):
        np.testing.assert_array_equal(now, before)
    assert any((before != now).any() for before, now in zip(start[base:], after[base:],
                                                            strict=True))


def test_the_teacher_is_what_the_taught_stages_learn(trained, data_file, tmp_path, monkeypatch):
    from fer_ros.classifiers import BACKENDS
    from fer_ros.training import stage_batches as batches_module
    from fer_ros.training.data import load_data

    made = []

    class Watched(batches_module.Batches):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            made.append(self)

    monkeypatch.setattr(batches_module, 'Batches', Watched)
    assert train(data_file, tmp_path, '--weights', str(trained / 'model.keras'),
                 '--teacher', 'cnn') == 0
    assert 'cnn' in json.loads((tmp_path / 'mobilenet_v2.json').read_text())['training']['command']
    faces, cnn = load_data(data_file).split('Training').faces, BACKENDS.create('onnx', 'cnn')
    expected = np.mean([cnn.classify([np.repeat(face[..., None], 3, axis=2) for face in views])
                        for views in (faces, faces[:, :, ::-1])], axis=0)
    labels = np.eye(7)[load_data(data_file).split('Training').classes]
    head, everything, *matched = made
    for given in (head, everything):
        np.testing.assert_allclose(given.targets['probabilities_0'],
                                   0.3 * labels + 0.7 * expected, atol=1e-5)
    # The stages after these ask for the faces as the pupil sees them.
    changed = faces[:8] // 2
    np.testing.assert_allclose(
        matched[0].teachers.answers(changed)[0],
        cnn.classify([np.repeat(face[..., None], 3, axis=2) for face in changed]), atol=1e-6)
    assert matched[0].distilled['probabilities_0'][0] == 0.9


@pytest.mark.parametrize(('options', 'quoted'), [
    (['--weights', 'nowhere.keras'], ["'nowhere.keras'", 'imagenet']),
    (['--weights', 'face_recognition'], ['face_resnet28', "'mobilenet_v2'"]),
    (['--weights', __file__], [__file__, 'Keras model']), (['--size', '16'], ['16', '32, 1024']),
    (['--width', '0'], ['width', '0.1, 2']), (['--teacher', 'nobody'], ["'nobody'", 'cnn'])])
def test_errors(options, quoted, data_file, tmp_path, capsys):
    assert train(data_file, tmp_path, *options) == 1
    printed = capsys.readouterr().err
    for text in quoted:
        assert text in printed


def test_weights_of_another_network(trained, data_file, tmp_path, capsys):
    assert train(data_file, tmp_path, '--width', '0.5', '--weights',
                 str(trained / 'model.keras')) == 1
    assert 'mobilenet_v2 has' in capsys.readouterr().err


def test_imagenet_without_network(data_file, tmp_path, capsys, monkeypatch):
    def unreachable(*args, **kwargs):
        raise OSError('no route to host')
    monkeypatch.setattr('keras.src.utils.file_utils.urlretrieve', unreachable)
    monkeypatch.setenv('KERAS_HOME', str(tmp_path))
    assert train(data_file, tmp_path / 'out', '--size', '96', '--weights', 'imagenet') == 1
    printed = capsys.readouterr().err
    assert 'ImageNet weights' in printed
    assert 'FERPlus' in printed


def test_options_of_another_architecture(data_file, tmp_path, capsys):
    assert main(['train', 'cnn', '--data', str(data_file), '--out', str(tmp_path), '--size',
                 '96']) == 1
    assert "'cnn' takes no --size" in capsys.readouterr().err


def test_without_votes_there_is_nothing_to_pre_train_on(data_file, tmp_path, capsys):
    with np.load(data_file) as arrays:
        np.savez(tmp_path / 'bare.npz', **{name: arrays[name]
                                           for name in ('pixels', 'emotion', 'usage')})
    assert train(tmp_path / 'bare.npz', tmp_path / 'out') == 1
    assert '--votes' in capsys.readouterr().err
