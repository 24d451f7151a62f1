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

"""`fer_ros calibrate` on a copy of the shipped model."""

import json

from fer_ros.classifiers import BACKENDS
from fer_ros.classifiers.preparation import apply_temperature
from fer_ros.cli.main import main
from fer_ros.model_store.manifest import load_manifest
from fer_ros.system import share_dir
import numpy as np
import pytest

pytest.importorskip('onnxruntime')


@pytest.fixture(scope='module')
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp('data') / 'few.npz'
    pixels = np.random.default_rng(0).integers(0, 256, (140, 48, 48), np.uint8)
    np.savez(path, pixels=pixels, emotion=np.arange(140) % 7,
             usage=['PublicTest'] * 139 + ['PrivateTest'])
    return path


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / 'models'
    folder.mkdir()
    for file in (share_dir() / 'models').glob('cnn.*'):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder / 'cnn.onnx'


def calibrate(model, data, *more):
    return main(['calibrate', '--model', str(model), '--data', str(data), *more])


def test_the_manifest_says_what_the_backend_then_does(model, data, capsys):
    crops = [np.random.default_rng(1).integers(0, 256, (48, 48, 3), np.uint8)]
    shipped = load_manifest(model.with_suffix('.json'))
    plain = apply_temperature(BACKENDS.create('onnx', str(model)).classify(crops).astype(float),
                              1 / shipped.temperature)
    assert calibrate(model, data) == 0
    manifest = load_manifest(model.with_suffix('.json'))
    # Noise with labels at random: nothing can be known.
    assert manifest.temperature > 1.5
    calibration = manifest.calibration
    assert (calibration['fitted_on'], calibration['faces']) == ('PublicTest', 139)
    assert calibration['ece']['after'] < calibration['ece']['before']
    np.testing.assert_allclose(BACKENDS.create('onnx', str(model)).classify(crops),
                               apply_temperature(plain, manifest.temperature), atol=1e-5)
    printed = capsys.readouterr().out
    assert f'temperature {manifest.temperature:g}' in printed
    assert f"{calibration['ece']['after']:.4f} after" in printed
    # The rest stays, and no other file is left.
    changed = {'temperature': manifest.temperature, 'calibration': calibration}
    assert {**shipped.to_dict(), **changed} == manifest.to_dict()
    assert sorted(path.name for path in model.parent.iterdir()) == ['cnn.json', 'cnn.onnx']


def test_a_fold_of_training(model, tmp_path, capsys):
    pytest.importorskip('sklearn')
    generator = np.random.default_rng(0)
    data = tmp_path / 'both.npz'
    np.savez(data, pixels=generator.integers(0, 256, (280, 48, 48), np.uint8),
             emotion=np.arange(280) % 7, usage=['Training'] * 210 + ['PublicTest'] * 70)
    assert calibrate(model, data, '--validation', '2/3') == 0
    manifest = load_manifest(model.with_suffix('.json'))
    calibration = manifest.calibration
    assert (calibration['fitted_on'], calibration['faces'], calibration['measured_on']) == (
        '2/3 of Training', 70, 'PublicTest')
    assert set(calibration['ece']) == {'before', 'after'}
    assert len(calibration['ece_of_halves']) == 2
    # Noise with labels at random: nothing can be known, on the other faces neither.
    assert manifest.temperature > 1.5
    assert calibration['ece']['after'] < calibration['ece']['before']
    printed = capsys.readouterr().out
    assert '70 faces of 2/3 of Training' in printed
    assert 'PublicTest, which was not fitted to' in printed


def test_a_given_temperature(model, data, capsys):
    assert calibrate(model, data, '--temperature', '1.25') == 0
    manifest = load_manifest(model.with_suffix('.json'))
    assert manifest.temperature == 1.25
    assert manifest.calibration['fitted_on'] == 'given'
    assert manifest.calibration['measured_on'] == 'PublicTest'
    assert set(manifest.calibration['ece']) == {'before', 'after'}
    assert 'temperature 1.25' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        calibrate(model, data, '--temperature', '0')
    assert "'0'" in capsys.readouterr().err


def test_a_second_time_gives_the_same(model, data):
    manifest = model.with_suffix('.json')
    assert calibrate(model, data) == 0
    first = json.loads(manifest.read_text())
    assert calibrate(manifest, data) == 0
    second = json.loads(manifest.read_text())
    assert second['temperature'] == pytest.approx(first['temperature'], rel=1e-3)
    for version, value in first['calibration']['ece'].items():
        assert second['calibration']['ece'][version] == pytest.approx(value, abs=2e-3)


@pytest.mark.parametrize(('more', 'words'), [
    (['--split', 'PrivateTest'], 'PrivateTest has 1 faces, too few'),
    (['--split', 'Training'], "'Training'"), (['--model', 'nope'], "unknown model 'nope'"),
    (['--model', 'deepface'], "unknown model 'deepface'")])
def test_errors_change_nothing(model, data, more, words, capsys):
    before = model.with_suffix('.json').read_bytes()
    assert calibrate(model, data, *more) == 1
    assert words in capsys.readouterr().err
    assert model.with_suffix('.json').read_bytes() == before


def test_a_folder_that_cannot_be_written_to(model, data, monkeypatch, capsys):
    def refuse(*_):
        raise PermissionError(13, 'Permission denied')

    before = model.with_suffix('.json').read_bytes()
    monkeypatch.setattr('os.replace', refuse)
    assert calibrate(model, data) == 1
    assert f"cannot write to '{model.parent}'" in capsys.readouterr().err
    assert model.with_suffix('.json').read_bytes() == before
