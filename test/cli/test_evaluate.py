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

"""`fer_ros evaluate` and `fer_ros benchmark robustness` on the shipped model."""

import json

from fer_ros.cli.main import main
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import DEFAULT_MODEL
import numpy as np
import pytest

for module in ('sklearn', 'matplotlib', 'onnxruntime'):
    pytest.importorskip(module)


@pytest.fixture(scope='module')
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp('data') / 'few.npz'
    generator = np.random.default_rng(0)
    votes = np.zeros((28, 10), np.int8)
    votes[:, 1] = 10
    np.savez(path, pixels=generator.integers(0, 256, (28, 48, 48), np.uint8),
             emotion=np.arange(28) % 7, usage=['PublicTest'] * 28, ferplus_votes=votes)
    return path


@pytest.fixture(scope='module')
def report(data, tmp_path_factory):
    out = tmp_path_factory.mktemp('report')
    code = main(['evaluate', '--model', 'cnn', '--data', str(data), '--out', str(out),
                 '--compare', 'default', 'nope'])
    return out, code, json.loads((out / 'metrics.json').read_text())


def test_metrics(report):
    _, _, metrics = report
    assert (metrics['model'], metrics['split'], metrics['faces']) == ('cnn', 'PublicTest', 28)
    confusion = np.array(metrics['confusion'])
    assert confusion.shape == (7, 7)
    assert confusion.sum(axis=1).tolist() == [4] * 7
    assert metrics['accuracy'] == pytest.approx(np.trace(confusion) / 28, abs=1e-4)
    recalls = [metrics['per_class'][label]['recall'] for label in LABELS]
    np.testing.assert_allclose(recalls, np.diag(confusion) / 4)
    assert metrics['macro_f1'] == pytest.approx(
        np.mean([metrics['per_class'][label]['f1'] for label in LABELS]), abs=1e-4)
    assert 0 <= metrics['ece'] <= 1
    assert metrics['ms_per_face']['batch_1'] > 0
    assert metrics['ms_per_face']['batch_8'] > 0
    assert metrics['ferplus_agreement']['faces'] == 28


def test_one_broken_model_does_not_lose_the_others(report):
    _, code, metrics = report
    assert code == 1
    assert [entry['accuracy'] for entry in metrics['compare']] == [metrics['accuracy']] * 2 or (
        metrics['compare'][1]['model'] != 'cnn')


def test_files_and_page(report):
    out, _, metrics = report
    pictures = {'comparison.png', 'confusion.png', 'classes.png', 'reliability.png',
                'mistakes.png'}
    assert {path.name for path in out.iterdir()} == {'metrics.json', 'index.html', *pictures}
    for name in pictures:
        assert (out / name).read_bytes().startswith(b'\x89PNG')
    page = (out / 'index.html').read_text()
    assert page.count('<img src="data:image/png;base64,') == len(pictures)
    assert 'http' not in page.replace('http-equiv', '')
    assert f"{metrics['accuracy']:.2%}" in page
    for figures in metrics['per_class'].values():
        assert f"<td>{figures['recall']:.4f}</td>" in page


@pytest.mark.parametrize(('options', 'quoted'), [
    (['--split', 'PrivateTest'], ["'PrivateTest'", 'PublicTest']),
    (['--model', 'nope'], ["'nope'", 'cnn']), (['--model', 'nope.keras'], ["'nope.keras'"]),
    (['--backend', 'abacus'], ["'abacus'", 'onnx'])])
def test_errors(options, quoted, data, tmp_path, capsys):
    assert main(['evaluate', '--model', 'cnn', '--data', str(data), '--out',
                 str(tmp_path / 'out'), *options]) == 1
    printed = capsys.readouterr().err
    for text in quoted:
        assert text in printed


def test_ensemble(data, tmp_path, capsys):
    options = ['--model', 'cnn', '--data', str(data), '--out', str(tmp_path), '--ensemble']
    assert main(['evaluate', *options, '--compare', 'default']) == 0
    metrics = json.loads((tmp_path / 'metrics.json').read_text())
    assert [entry['model'] for entry in metrics['compare']] == ['cnn', DEFAULT_MODEL, 'all 2']
    assert 'all 2' in capsys.readouterr().out
    assert main(['evaluate', *options]) == 1
    assert '--compare' in capsys.readouterr().err


def test_robustness(data, tmp_path, capsys):
    path = tmp_path / 'table.json'
    assert main(['benchmark', 'robustness', '--model', 'cnn', '--data', str(data), '--out',
                 str(path)]) == 0
    accuracy = json.loads(path.read_text())['accuracy']
    printed = capsys.readouterr().out
    for name, value in accuracy.items():
        assert name in printed
        assert f'{value:.2%}' in printed


@pytest.mark.slow
def test_the_shipped_cnn_on_fer2013(shared, tmp_path):
    assert main(['evaluate', '--model', 'cnn', '--data', str(shared / 'data' / 'fer2013.npz'),
                 '--out', str(tmp_path)]) == 0
    metrics = json.loads((tmp_path / 'metrics.json').read_text())
    assert metrics['faces'] == 3589
    assert metrics['accuracy'] >= 0.539
