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

"""`fer_ros benchmark models` on copies of shipped models."""

import json

from fer_ros.cli.main import main
from fer_ros.model_store.manifest import load_manifest
from fer_ros.system import share_dir
import numpy as np
import pytest

for module in ('sklearn', 'matplotlib', 'onnxruntime'):
    pytest.importorskip(module)


@pytest.fixture
def models(tmp_path):
    """Return the files of two models, of which the second also gets mirror images."""
    for name in ('cnn', 'resnet14'):
        for file in (share_dir() / 'models').glob(f'{name}.*'):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return [tmp_path / f'{name}.onnx' for name in ('cnn', 'resnet14')]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / 'few.npz'
    pixels = np.random.default_rng(0).integers(0, 256, (21, 48, 48), np.uint8)
    np.savez(path, pixels=pixels, emotion=np.arange(21) % 7, usage=['PublicTest'] * 21)
    return path


def test_table_plot_and_manifests(models, data, tmp_path, capsys):
    out = tmp_path / 'out'
    before = [load_manifest(path.with_suffix('.json')) for path in models]
    assert main(['benchmark', 'models', '--models', *map(str, models), '--data', str(data),
                 '--rounds', '2', '--out', str(out), '--record']) == 0
    result = json.loads((out / 'models.json').read_text())
    assert (result['split'], result['faces']) == ('PublicTest', 21)
    assert (out / 'models.png').read_bytes().startswith(b'\x89PNG')
    printed = capsys.readouterr().out
    for row, path, old in zip(result['models'], models, before, strict=True):
        assert row['model'] == str(path)
        assert row['size_bytes'] == path.stat().st_size
        assert row['flip'] == old.flip
        new = load_manifest(path.with_suffix('.json'))
        assert new.performance == {
            **old.performance, 'cpu': result['machine']['processor'],
            'ms_per_face': row['batch_1']['ms_per_face'],
            'ms_per_face_among_8': row['batch_8']['ms_per_face'],
            'measured_with_flip': old.flip}
        assert new.performance['ms_per_face'] > 0
        assert new.metrics == old.metrics
        line = next(line for line in printed.splitlines() if line.startswith(f'{path} '))
        assert f"{row['accuracy']:.1%}" in line


def test_an_unknown_model_is_named(data, tmp_path, capsys):
    assert main(['benchmark', 'models', '--models', 'nope', '--data', str(data),
                 '--out', str(tmp_path / 'out')]) != 0
    assert "'nope'" in capsys.readouterr().err
