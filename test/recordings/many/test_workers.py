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

"""Worker processes: a death costs one task, and errors come back."""

from contextlib import closing

from fer_ros.recordings.many.workers import WorkerDied, Workers
from fer_ros.values.errors import FerRosError
import pytest
from worker_tasks import work


def outcomes(tasks, count: int = 2) -> dict:
    """Return the outcome of each task."""
    with closing(Workers(count, work)) as workers:
        return dict(workers.run(iter(tasks)))


@pytest.mark.parametrize('count', [1, 3])
def test_each_task_has_its_result(count):
    assert outcomes([('double', number) for number in range(7)], count) == {
        ('double', number): 2 * number for number in range(7)}


def test_nothing_to_do():
    assert outcomes([]) == {}


def test_errors_come_back():
    found = outcomes([('fail', 'no such bag'), ('bug', 'key'), ('double', 1)])
    assert str(found['fail', 'no such bag']) == 'no such bag'
    assert isinstance(found['bug', 'key'], FerRosError)
    assert 'LookupError: key' in str(found['bug', 'key']).replace("'", '')
    assert found['double', 1] == 2


def test_a_death_costs_its_own_task_only():
    tasks = [('double', 1), ('die', 0), *(('double', number) for number in range(2, 8))]
    found = outcomes(tasks)
    assert isinstance(found.pop(('die', 0)), WorkerDied)
    assert found == {('double', number): 2 * number for number in range(1, 8)}


def test_the_end_of_a_worker_is_described():
    death, = outcomes([('die', 0)]).values()
    assert str(death) == 'its worker ended with signal SIGKILL'
