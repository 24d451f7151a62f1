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

"""A training that is interrupted goes on as if it had not been."""

from dataclasses import replace

from fer_ros.cli.main import main
from fer_ros.training.architectures import ARCHITECTURES
from fer_ros.training.augment import Augmentation
from fer_ros.training.checkpoint import load_checkpoint, NAME, save_checkpoint
from fer_ros.training.data import load_data
from fer_ros.training.learner import Learner
from fer_ros.training.members import Member
from fer_ros.training.progress import Epoch, Progress
from fer_ros.training.stage import Stage
from fer_ros.training.train import Training
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

pytest.importorskip('tensorflow')
pytest.importorskip('keras')

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")

STEPS = 6  # in an epoch of 210 faces


class KilledError(Exception):
    """What stands for a kill."""


@pytest.fixture(scope='module')
def data(data_file):
    return load_data(data_file)


@pytest.fixture(scope='module')
def architecture():
    """Return resnet14 with short stages that use all there is, dropout among it."""
    stage = Stage('votes', 1, batch_size=32, optimizer='sgd', learning_rate=0.02, cosine=True,
                  weight_decay=1e-3, classes=False, votes_weight=1.0, ema_momentum=0.9,
                  clip_norm=1.0,
                  augmentation=Augmentation(flip=True, shift=0.1, noise=0.5))
    return replace(ARCHITECTURES.create('resnet14'), stages=(
        stage, replace(stage, name='all', epochs=2, classes=True, votes_weight=0.5, mixup=0.2),
        replace(stage, name='again', classes=True, distillation_weight=0.5)))


@pytest.fixture(scope='module')
def whole(architecture, data, tmp_path_factory):
    training = Training([Member('resnet14', architecture, 7)], data,
                        tmp_path_factory.mktemp('whole'))
    training.run()
    return training


@pytest.mark.parametrize('steps', [3, STEPS, 2 * STEPS + 5, 3 * STEPS, 3 * STEPS + 2])
def test_the_same_weights_and_figures(steps, architecture, data, whole, tmp_path, monkeypatch):
    done, learn = [], Learner.learn

    def killed(learner, batches, seed, first, last):
        assert last == first + 1
        if len(done) == steps:
            raise KilledError
        done.append(1)
        return learn(learner, batches, seed, first, last)

    def prepared():
        return Training([Member('resnet14', architecture, 7)], data, tmp_path, saved_every=0.0)

    monkeypatch.setattr(Learner, 'learn', killed)
    with pytest.raises(KilledError):
        prepared().run()
    monkeypatch.setattr(Learner, 'learn', learn)
    again = prepared()
    assert again.resume()
    again.run()
    for mine, expected in zip(again.models[0].get_weights(), whole.models[0].get_weights(),
                              strict=True):
        np.testing.assert_array_equal(mine, expected)
    for epoch, expected in zip(again.progress.history, whole.progress.history, strict=True):
        assert (epoch.stage, epoch.epoch, epoch.accuracies) == (
            expected.stage, expected.epoch, expected.accuracies)
        # Single precision adds up otherwise in batches of other numbers.
        assert epoch.loss == pytest.approx(expected.loss, abs=2e-4)


def test_resume_by_the_command(data_file, tmp_path, monkeypatch, capsys):
    command = ['train', 'cnn', '--data', str(data_file), '--out', str(tmp_path), '--epochs', '2',
               '--batch-size', '32']
    assert main([*command, '--resume']) == 1
    assert 'nothing to resume' in capsys.readouterr().err
    epoch = Training._run_epoch

    def killed(training, stage, learner, batches):
        if training.progress.epoch == 1:
            training._save(learner)
            raise KeyboardInterrupt
        epoch(training, stage, learner, batches)

    monkeypatch.setattr(Training, '_run_epoch', killed)
    assert main(command) == 130
    monkeypatch.setattr(Training, '_run_epoch', epoch)
    assert main(command) == 1
    assert 'by --resume' in capsys.readouterr().err
    assert main([*command, '--resume', '--seed', '5']) == 1
    assert 'seed 2022, but this one 5' in capsys.readouterr().err
    assert main([*command, '--resume']) == 0
    assert not (tmp_path / NAME).exists()
    assert len((tmp_path / 'history.csv').read_text().splitlines()) == 3


def test_checkpoints(tmp_path):
    assert load_checkpoint(tmp_path) is None
    variables = [np.arange(3, dtype=np.float32), np.array(7, np.int64)]
    save_checkpoint(tmp_path, variables, {'epoch': 2})
    loaded, state = load_checkpoint(tmp_path)
    assert state == {'epoch': 2}
    assert [value.dtype for value in loaded] == [np.float32, np.int64]
    np.testing.assert_array_equal(loaded[0], variables[0])
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    (tmp_path / NAME).write_bytes(b'PK half')
    with pytest.raises(FerRosError, match=NAME):
        load_checkpoint(tmp_path)


@pytest.mark.parametrize(('scores', 'patience', 'stuck'), [
    ([0.1, 0.2, 0.3], 1, False), ([0.3, 0.2], 1, True), ([0.3, 0.2], 2, False),
    ([0.3, 0.2, 0.3], 2, True), ([0.3, 0.2, 0.31], 2, False), ([], 1, False),
    ([0.3, 0.2, 0.1], 0, False)])
def test_patience(scores, patience, stuck):
    progress = Progress()
    # What another stage reached does not count.
    progress.end_epoch(Epoch('head', 1, 1.0, [0.5], [0.9], 1.0))
    progress.end_stage()
    for score in scores:
        progress.end_epoch(Epoch('all', 1, 1.0, [0.5], [score], 1.0))
    assert progress.is_stuck(patience) is stuck
    assert Progress.from_dict(progress.to_dict()) == progress
