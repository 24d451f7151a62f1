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

"""Statistics, and the diagnostics that are made of them."""

from dataclasses import replace
import math

from fer_ros.node.diagnostics import diagnostics, ERROR, OK, WARN
from fer_ros.node.frame_statistics import Statistics, WINDOW_S
from fer_ros.node.message_loss import LossStatistics, NO_LOSS
from fer_ros.values.node_settings import NodeSettings
import pytest

MODELS = {'detector': 'haar', 'backend': 'onnx', 'model': 'cnn', 'device': 'cpu'}
TIMES = {'detector': 0.01, 'classifier': 0.002}


class Time:
    """A clock that a test turns."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Time()


@pytest.fixture
def measured(clock):
    """Return the statistics after ten seconds of 20 Hz of which every second frame counts."""
    statistics = Statistics(clock)
    for number in range(200):
        clock.now += 0.05
        statistics.received()
        if number % 2:
            statistics.processed(0.1 + 0.001 * (number % 10), TIMES)
        else:
            statistics.dropped('overrun')
    return statistics


def test_rates_and_times(measured, clock):
    snapshot = measured.snapshot()
    assert snapshot.rate == pytest.approx(20, abs=0.3)
    assert snapshot.processed_rate == pytest.approx(10, abs=0.3)
    assert snapshot.latency_median == pytest.approx(0.105, abs=0.002)
    assert 0.107 <= snapshot.latency_95 < 0.1091
    assert (snapshot.detector, snapshot.classifier) == (0.01, 0.002)
    assert (snapshot.processed, snapshot.dropped) == (100, {'overrun': 100})
    clock.now += WINDOW_S + 1
    assert measured.idle() == pytest.approx(WINDOW_S + 1)
    snapshot = measured.snapshot()
    assert snapshot.processed_rate == 0 and math.isnan(snapshot.latency_median)
    assert snapshot.processed == 100
    measured.restart()
    assert measured.idle() == measured.snapshot().rate == 0


def test_a_start_is_not_taken_for_a_slow_camera(clock):
    statistics = Statistics(clock)
    for _ in range(10):
        clock.now += 0.1
        statistics.received()
    assert statistics.snapshot().rate == pytest.approx(10)


def test_images_without_a_stamp_have_no_latency(clock):
    statistics = Statistics(clock)
    statistics.processed(math.nan, TIMES)
    assert math.isnan(statistics.snapshot().latency_median)
    assert statistics.snapshot().detector == 0.01


def message(snapshot, state='active', models=MODELS, loss=NO_LOSS, **changes):
    from fer_ros import ros
    return diagnostics(ros.interface('builtin_interfaces/msg/Time')(sec=3), 'robot/fer', state,
                       '/image', snapshot, NodeSettings(**changes), models, loss=loss,
                       reliability='reliable')


def test_the_message(measured):
    made = message(replace(measured.snapshot(), last_error='bad image'))
    assert made.header.stamp.sec == 3
    assert [status.name for status in made.status] == [
        'robot/fer: camera', 'robot/fer: processing', 'robot/fer: models']
    assert [status.level for status in made.status] == [OK, OK, OK]
    values = {value.key: value.value for status in made.status for value in status.values}
    assert values['topic'] == '/image'
    assert values['latency, median [ms]'] == '105.0'
    assert values['detector [ms]'] == '10.0' and values['classifier [ms]'] == '2.0'
    assert values['dropped frames, overrun'] == '100'
    assert values['last error'] == 'bad image'
    assert values['device'] == 'cpu' and values['model'] == 'cnn'


@pytest.mark.parametrize(('changes', 'levels'), [
    ({}, (OK, OK, OK)),
    ({'rate_warn': 30.0}, (WARN, OK, OK)),
    ({'rate_warn': 40.0, 'rate_error': 30.0}, (ERROR, OK, OK)),
    ({'latency_warn': 0.1}, (OK, WARN, OK)),
    ({'latency_warn': 0.1, 'latency_error': 0.1}, (OK, ERROR, OK))])
def test_levels(measured, changes, levels):
    made = message(measured.snapshot(), **changes)
    assert tuple(status.level for status in made.status) == levels
    for status in made.status:
        name = {WARN: '_warn', ERROR: '_error'}.get(status.level, '')
        assert name in status.message


def test_no_camera_is_an_error_and_no_subscriber_is_none(clock):
    statistics = Statistics(clock)
    clock.now += 10
    assert [status.level for status in message(statistics.snapshot()).status] == [
        ERROR, OK, OK]


@pytest.mark.parametrize(('state', 'models', 'autostart', 'level'), [
    ('inactive', MODELS, True, OK), ('paused', MODELS, True, OK),
    ('unconfigured', {}, False, OK), ('unconfigured', {}, True, ERROR)])
def test_states_in_which_nothing_is_expected(clock, state, models, autostart, level):
    clock_figures = Statistics(clock).snapshot()
    made = message(clock_figures, state, models, autostart=autostart)
    assert [status.level for status in made.status] == [OK, OK, level]


@pytest.mark.parametrize(('share', 'changes', 'level', 'said'), [
    (0.0, {}, OK, '20.2 Hz'), (0.04, {}, OK, '20.2 Hz'),
    (0.3, {}, WARN, '30% of the images are lost, at least loss_warn (5%)'),
    (0.3, {'loss_warn': 0.5}, OK, '20.2 Hz'),
    (0.0, {'loss_warn': 0.0}, OK, '20.2 Hz'),
    # The camera sends enough, although less arrives.
    (0.3, {'loss_warn': 0.5, 'rate_warn': 25.0}, OK, '20.2 Hz'),
    (0.3, {'loss_warn': 0.5, 'rate_warn': 35.0}, WARN, 'less than rate_warn'),
    (0.9, {'rate_error': 25.0}, ERROR, 'less than rate_error')])
def test_lost_images(measured, share, changes, level, said):
    loss = LossStatistics(12, share, 30.0)
    made = message(measured.snapshot(), loss=loss, **changes)
    camera = made.status[0]
    assert camera.level == level and said in camera.message
    values = {value.key: value.value for value in camera.values}
    assert values['lost images'] == '12' and values['lost images [%]'] == f'{100 * share:.1f}'
    assert values['rate of the camera [Hz]'] == '30.00' and values['reliability'] == 'reliable'


@pytest.mark.parametrize(('latency', 'level', 'said'), [
    (0.1, OK, '100.0 ms after the stamp'), (-0.05, OK, 'ms after the stamp'),
    (-8.293, WARN, 'stamps are 8.3 s ahead of the node'),
    (86400.0, WARN, 'stamps are 86400 s behind the node'),
    (-1.8e9, WARN, 'use_sim_time is set, but nobody publishes /clock')])
def test_a_clock_that_is_not_that_of_the_stamps_is_named(clock, latency, level, said):
    statistics = Statistics(clock)
    statistics.processed(latency, TIMES)
    processing = message(statistics.snapshot()).status[1]
    assert processing.level == level and said in processing.message
    if level == WARN:
        assert '--clock' in processing.message
