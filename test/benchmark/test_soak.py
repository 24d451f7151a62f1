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

"""The soak: how it measures growth, and that it finds leaks."""

import json
import os
import subprocess
import sys

from fer_ros.benchmark.soak import (
    between_changes, CHANGES, growth, growth_per_hour, resource_usage, ROUNDS, Sample)
from fer_ros.cli.main import main
from fer_ros.pipeline import Pipeline
import pytest
from waiting import wait_until

pytest.importorskip('cyclonedds')
pytest.importorskip('skimage.data')
pytest.importorskip('matplotlib')

FRAMES = 200


def samples(frames=1000, memory=lambda share: 200.0, descriptors=lambda share: 9,
            threads=lambda share: 12):
    return [Sample(frame, 0.1 * frame, memory(frame / frames), descriptors(frame / frames),
                   threads(frame / frames)) for frame in range(10, frames + 1, 10)]


@pytest.mark.parametrize(('changes', 'passed'), [
    ({}, True),
    ({'memory': lambda share: 100.0 if share < 0.05 else 200.0}, True),   # the start is no leak
    ({'memory': lambda share: 200.0 + (5 if 40 * share % 4 < 1 else 0)}, True),  # up and down
    ({'memory': lambda share: 200.0 + 3.0 * share}, False),
    ({'memory': lambda share: 200.0 - 3.0 * share}, True),
    ({'descriptors': lambda share: 9 + (round(1000 * share) % 70 == 0)}, True),
    ({'descriptors': lambda share: 9 + (share > 0.5)}, False),
    ({'threads': lambda share: 12 + (share > 0.8)}, False)])
def test_growth(changes, passed):
    assert growth(samples(**changes), 1000).passed(1.0) == passed


def test_growth_per_hour():
    """Of 100 s: a start that counts for nothing, then 1 MiB in 50 s."""
    memory = samples(memory=lambda share: 100.0 if share < 0.3 else 200.0 + 2 * share)
    assert growth_per_hour(memory) == pytest.approx(72.0)


def test_both_windows_have_rounds_of_all_settings():
    for frames in (1000, 10**5, 10**6):
        assert between_changes(frames) * len(CHANGES) * ROUNDS <= frames
        assert 0.05 * frames / (between_changes(frames) * len(CHANGES)) >= 5
    assert between_changes(200) == 1


def test_resource_usage(tmp_path):
    before = resource_usage()
    with open(tmp_path / 'a', 'w'):
        assert resource_usage()[1] == before[1] + 1
    assert resource_usage()[1:] == before[1:] and before[0] > 20


def soak(folder, *options):
    # In a few hundred frames the allocators still fill up.
    return main(['benchmark', 'soak', '--out', str(folder), '--max-growth', '40', *options])


@pytest.mark.slow
@pytest.mark.parametrize('through', ['pipeline', 'node'])
def test_a_short_one_passes(tmp_path, capsys, through):
    assert soak(tmp_path / 'new', '--frames', '300', '--through', through) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(f'300 frames through the {through}: memory ')
    assert 'descriptors +0, threads +0: passed' in last
    written = json.loads((tmp_path / 'new' / 'soak.json').read_text())
    assert written['samples'][-1]['frame'] == 300 and len(written['samples']) == 300
    assert written['growth']['threads'] == 0
    assert [path.name for path in (tmp_path / 'new').iterdir()] == ['soak.json']


@pytest.mark.slow
@pytest.mark.parametrize('through', ['pipeline', 'node'])
def test_one_that_is_terminated_leaves_its_figures(tmp_path, through):
    with open(tmp_path / 'log', 'w') as log:
        process = subprocess.Popen(
            [sys.executable, '-m', 'fer_ros', 'benchmark', 'soak', '--frames', '100000',
             '--out', str(tmp_path), '--through', through], stdout=log, stderr=log)
    try:
        wait_until((tmp_path / 'soak.json').exists, 'soak.json', 60.0)
        process.terminate()
        assert process.wait(20) == 143
    finally:
        process.kill()
    assert json.loads((tmp_path / 'soak.json').read_text())['samples']
    assert 'Traceback' not in (tmp_path / 'log').read_text()


@pytest.mark.slow
@pytest.mark.parametrize('leak', ['memory', 'descriptors'])
def test_leaks_are_found(tmp_path, capsys, monkeypatch, leak):
    kept, process = [], Pipeline.process
    # What the process holds doubles, whatever the tests before have left in it.
    piece = b'x' * round(resource_usage()[0] * 2**20 / FRAMES)

    def leaking(self, *arguments):
        kept.append(bytearray(piece) if leak == 'memory' else os.open(__file__, 0))
        return process(self, *arguments)

    monkeypatch.setattr(Pipeline, 'process', leaking)
    try:
        assert soak(tmp_path, '--frames', str(FRAMES), '--through', 'pipeline') == 1
    finally:
        for one in kept if leak == 'descriptors' else ():
            os.close(one)
    assert capsys.readouterr().out.endswith('failed\n')
