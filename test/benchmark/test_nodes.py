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

"""The measurements that run the node in its own process."""

import json

from fer_ros.benchmark.children import cpu_seconds, resident_mib
from fer_ros.benchmark.cpu import STATES
from fer_ros.cli.main import main
import pytest

pytest.importorskip('cyclonedds')
pytest.importorskip('skimage.data')
pytest.importorskip('matplotlib')


@pytest.fixture(autouse=True)
def embedded_only(monkeypatch):
    """Measure with the middleware that runs everywhere."""
    monkeypatch.setattr('fer_ros.benchmark.middlewares.middlewares', lambda: ['embedded'])


@pytest.mark.slow
def test_overload(capsys):
    assert main(['benchmark', 'overload', '--seconds', '4', '--slow', '0.2', '--rate', '60']) == 0
    (result,) = json.loads(capsys.readouterr().out)['overload']
    # No more than fit into the time, none of them older than the queue of a node without bounds
    assert 3 <= result['results'] <= 20
    assert result['processing_ms']['median'] >= 200
    assert result['latency / processing']['median'] < 3
    assert result['latency_ms']['median'] > result['processing_ms']['median']
    assert result['annotated'] >= 1
    assert result['memory_last_third_mib'] > 20


@pytest.mark.slow
def test_cpu(capsys, monkeypatch):
    for state in ('no subscribers', 'emotions and annotated image'):
        monkeypatch.delitem(STATES, state)
    assert main(['benchmark', 'cpu', '--rates', '15', '--seconds', '1']) == 0
    row = capsys.readouterr().out.strip().splitlines()[-1]
    cells = [cell.strip() for cell in row.strip('|').split('|')]
    assert cells[:4] == ['embedded', '480p', '15', "nodes'"]
    used = dict(zip(STATES, (float(cell.strip('(').split()[0]) for cell in cells[4:-1]),
                    strict=True))
    assert used['emotions'] > used['paused']
    median, _, p99 = cells[-1].partition(' / ')
    assert 0 < float(median) <= float(p99)


def test_what_a_process_uses():
    import os

    before = cpu_seconds(os.getpid())
    while cpu_seconds(os.getpid()) < before + 0.05:
        sum(range(10_000))
    assert 10 < resident_mib(os.getpid()) < 100_000
