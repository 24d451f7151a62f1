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

"""What counts as a fault of the detector or the model."""

from types import SimpleNamespace

from fer_ros.node.health import Fault, Health, MAX_FAILURES
from fer_ros.pipeline.guard import Call
from fer_ros.values.errors import PartError
from fer_ros.values.node_settings import NodeSettings
import pytest


@pytest.fixture
def log():
    return []


@pytest.fixture
def health(log):
    return Health(SimpleNamespace(error=log.append, info=log.append))


def pipeline(call=None, classifier='c'):
    return SimpleNamespace(guard=SimpleNamespace(current_call=lambda: call), classifier=classifier)


def fail(health, part='model'):
    for _ in range(MAX_FAILURES):
        health.note_failure(PartError(part, 'no answer'))


def test_without_a_pipeline_nothing_is_wrong(health):
    assert health.check() is None and health.hanging() is None


def test_only_failures_of_the_model_in_a_row_count(health):
    for _ in range(MAX_FAILURES - 1):
        health.note_failure(PartError('model', 'no answer'))
    assert health.check() is None
    health.note_success()
    fail(health, 'detector')
    assert health.check() is None
    fail(health)
    assert health.check() == Fault('model', 'the last 3 frames failed: no answer')


def test_another_model_starts_afresh_and_other_settings_do_not(health):
    health.watch(pipeline(), NodeSettings())
    fail(health)
    health.watch(pipeline(), NodeSettings(max_faces=3))
    assert health.check() is not None
    health.watch(pipeline(classifier='other'), NodeSettings())
    assert health.check() is None


@pytest.mark.parametrize(('call', 'timeout', 'fault'), [
    (None, 1.0, None), (Call('model', 'the model', 0.5), 1.0, None),
    (Call('model', 'the model', 9.0), 0.0, None),
    (Call('detector', 'the detector', 9.0), 1.0,
     Fault('detector', 'the detector has not answered for 9 s'))])
def test_hanging(health, call, timeout, fault):
    health.watch(pipeline(call), NodeSettings(watchdog_timeout=timeout))
    assert health.hanging() == health.check() == health.fault == fault


def test_the_beginning_and_the_end_of_a_fault_are_logged_once(health, log):
    fail(health)
    for _ in range(3):
        health.check()
    assert log == ['The last 3 frames failed: no answer']
    health.note_success()
    for _ in range(3):
        health.check()
    assert log[1:] == ['It works again']


def test_after_a_stop_nothing_is_wrong(health):
    health.watch(pipeline(Call('model', 'the model', 99.0)), NodeSettings())
    fail(health)
    assert health.check() is not None
    health.stop()
    assert health.fault is None and health.check() is None


def test_a_fault_that_is_cleared_is_not_reported_as_mended(health, log):
    fail(health)
    health.check()
    health.clear()
    assert health.fault is None
    health.note_success()
    assert health.check() is None
    assert len(log) == 1
