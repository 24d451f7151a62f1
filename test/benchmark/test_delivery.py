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

"""Measurements of the transport of images, which never hide a loss."""

from fer_ros.benchmark.cpu import Usage
from fer_ros.benchmark.delivery import Case, cases, Delivery, delivery_table
from fer_ros.benchmark.middlewares import chosen, environment
from fer_ros.cli.main import main
from fer_ros.values.errors import SettingError
import pytest


def test_all_combinations():
    made = cases(['a', 'b'], [(640, 480), (1280, 720)], ['best_effort', 'reliable'],
                 both_heaps=True)
    assert len(made) == len(set(made)) == 16
    assert Case('a', (640, 480), False, False) in made
    assert len(cases(['a'], [(640, 480)], ['reliable'], both_heaps=False)) == 1


def test_lost_images_stand_beside_the_times():
    whole = Delivery(3, [1.0, 2.0, 3.0], [1.0], [2.0])
    lossy = Delivery(4, [1.0, 2.0, 3.0], [1.0], [2.0])
    empty = Delivery(4, [], [1.0], [2.0])
    assert (whole.lost, lossy.lost, empty.lost) == (0, 1, 4)
    rows = delivery_table({Case('embedded', (640, 480), True): whole,
                           Case('embedded', (640, 480), False): lossy,
                           Case('rmw', (640, 480), False): empty})[2:]
    assert '| 0 of 3 | 2.0 |' in rows[0]
    assert '| 1 of 4 | (2.0 of those that arrived) |' in rows[1]
    assert '| 4 of 4 | (nan of those that arrived) |' in rows[2]


@pytest.mark.parametrize(('received', 'listening', 'said'), [
    (30.0, True, '12.3 %'), (29.8, True, '12.3 %'), (0.0, False, '12.3 %'),
    (9.1, True, '(12.3 %; only 9.1 of 30.0 Hz arrived)')])
def test_a_processor_time_without_the_images_is_marked(received, listening, said):
    assert Usage(12.3, 30.0, received, []).text(listening=listening) == said


def test_the_middlewares(monkeypatch):
    monkeypatch.setattr('fer_ros.benchmark.middlewares.middlewares',
                        lambda: ['embedded', 'rmw_fastrtps_cpp'])
    assert chosen([]) == ['embedded', 'rmw_fastrtps_cpp']
    assert chosen(['embedded:rmw_fastrtps_cpp']) == ['embedded:rmw_fastrtps_cpp']
    with pytest.raises(SettingError, match="'rmw_zenoh_cpp' is not installed; installed: emb"):
        chosen(['rmw_zenoh_cpp'])
    assert environment('embedded') == {'FER_ROS_RUNTIME': 'embedded'}
    assert environment('rmw_fastrtps_cpp') == {
        'FER_ROS_RUNTIME': 'rclpy', 'RMW_IMPLEMENTATION': 'rmw_fastrtps_cpp'}


@pytest.mark.slow
def test_transport(capsys):
    pytest.importorskip('cyclonedds')
    assert main(['benchmark', 'transport', '--middlewares', 'embedded', '--sizes', '160x120',
                 '--reliability', 'reliable', '--seconds', '0.5']) == 0
    row = capsys.readouterr().out.strip().splitlines()[-1]
    assert row.startswith("| embedded | 160x120 | reliable | nodes' | 0 of 15 | ")


@pytest.mark.slow
def test_arrival(capsys):
    pytest.importorskip('cyclonedds')
    pytest.importorskip('skimage.data')
    assert main(['benchmark', 'arrival', '--middlewares', 'embedded', '--seconds', '3', '--rate',
                 '5', '--only', 'comes back as best effort']) == 0
    row = capsys.readouterr().out.strip().splitlines()[-1]
    cells = [cell.strip() for cell in row.strip('|').split('|')]
    assert cells[:3] == ['embedded', '480p', 'reliable, comes back as best effort']
    assert float(cells[3]) == pytest.approx(5, abs=1) and float(cells[4]) > 0
    assert cells[6] == 'best_effort'
    assert main(['benchmark', 'arrival', '--only', 'nothing']) == 1
    assert "'nothing' matches no scenario; there are: reliable" in capsys.readouterr().err
