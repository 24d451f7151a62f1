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

"""Networks that are trained side by side, that leave out folds, and that teach another one."""

import json

from fer_ros.cli.main import main
from fer_ros.training.architectures import ARCHITECTURES
from fer_ros.training.data import load_data
from fer_ros.training.members import Member
from fer_ros.training.teachers import open_teachers
from fer_ros.training.train import Training
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

for module in ('tensorflow', 'keras', 'tf2onnx'):
    pytest.importorskip(module)

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
SHORT = ['--epochs', '1', '--batch-size', '32']


@pytest.fixture(scope='module')
def teachers(data_file, tmp_path_factory):
    """Return the folder of one network trained with two seeds, each without a fold."""
    out = tmp_path_factory.mktemp('teachers')
    assert main(['train', 'cnn', '--data', str(data_file), '--out', str(out), '--seed', '1', '2',
                 '--cross-fit', '--validation', '1/5', *SHORT]) == 0
    return out


def test_each_has_its_own_folder_and_fold(teachers):
    assert {path.name for path in teachers.iterdir()} == {'cnn_1', 'cnn_2'}
    weights = []
    for number, name in enumerate(('cnn_1', 'cnn_2')):
        record = json.loads((teachers / name / 'run.json').read_text())
        assert (record['seed'], record['left_out_fold']) == (number + 1, number)
        assert record['folds'] == {'count': 5, 'validation': 0, 'cross_fit': 2}
        assert record['side_by_side_with'] == [f'cnn_{2 - number}']
        # Faces of one class are near copies here: two of the seven classes are one of five folds.
        assert record['data']['training_faces_used'] == 150
        assert record['history'][0]['validation_accuracy'] is not None
        weights.append((teachers / name / 'cnn.onnx').read_bytes())
    assert weights[0] != weights[1]


def test_they_teach_a_pupil(teachers, data_file, tmp_path):
    files = [str(teachers / name / 'model.keras') for name in ('cnn_1', 'cnn_2')]
    opened = open_teachers(files, 'float32')
    assert (opened.count, opened.left_out.tolist()) == (2, [0, 1])
    faces = load_data(data_file).split('PublicTest').faces
    answers = opened.answers(faces)
    assert answers.shape == (2, 70, 7)
    np.testing.assert_allclose(answers.sum(axis=2), 1, atol=1e-5)
    assert main(['train', 'se_resnet14_small', '--data', str(data_file), '--out', str(tmp_path),
                 '--teacher', *files, '--precision', 'float32', *SHORT]) == 0
    manifest = json.loads((tmp_path / 'se_resnet14_small.json').read_text())
    assert manifest['training']['teachers'] == ['cnn_1', 'cnn_2']
    assert manifest['training']['command'].endswith(
        '--teacher cnn_1/model.keras cnn_2/model.keras')


def test_treatments_of_the_labels(data_file, tmp_path):
    assert main(['train', 'cnn', '--data', str(data_file), '--out', str(tmp_path), '--labels',
                 'given', 'supported', *SHORT]) == 0
    for name in ('given', 'supported'):
        record = json.loads((tmp_path / f'cnn_{name}' / 'run.json').read_text())
        assert [stage['labels'] for stage in record['stages']] == [name]
        manifest = json.loads((tmp_path / f'cnn_{name}' / 'cnn.json').read_text())
        assert '--labels given supported' in manifest['training']['command']


def test_what_cannot_be_trained_side_by_side(data_file, tmp_path):
    members = [Member(name, ARCHITECTURES.create(name), 1) for name in ('cnn', 'resnet14')]
    with pytest.raises(FerRosError, match="'resnet14' and 'cnn' cannot be trained side by side"):
        Training(members, load_data(data_file), tmp_path)


def test_a_pupil_without_teachers(data_file, tmp_path, capsys):
    assert main(['train', 'se_resnet14', '--data', str(data_file), '--out', str(tmp_path)]) == 1
    assert '--teacher' in capsys.readouterr().err


@pytest.mark.parametrize('text', ['0/5', '6/5', '1/1', 'one', '2'])
def test_folds_that_cannot_be(text, data_file, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(['train', 'cnn', '--data', str(data_file), '--out', str(tmp_path), '--validation',
              text])
    assert f"'{text}'" in capsys.readouterr().err
