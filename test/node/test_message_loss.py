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

"""Lost images are counted: by gaps in the stamps, and by what the middleware reports."""

import math

from fer_ros.node.message_loss import frame_period, MessageLoss, WINDOW_S
import numpy as np
import pytest

RATE = 30.0
FIRST = 8      # images whose losses do not count


def camera(seconds=5.0, rate=RATE, loss=0.0, jitter=0.001, seed=0):
    """Return the stamps that arrive, and the share that is lost."""
    generator = np.random.default_rng(seed)
    stamps = 100 + np.arange(round(seconds * rate)) / rate
    stamps += generator.normal(0, jitter, len(stamps))
    kept = generator.random(len(stamps)) >= loss
    kept[0] = kept[-1] = True
    return stamps[kept], 1 - kept.mean()


@pytest.mark.parametrize('rate', [5.0, 15.0, 30.0, 60.0])
@pytest.mark.parametrize('loss', [0.0, 0.05, 0.3, 0.6, 0.8])
def test_the_period_is_found_though_images_are_missing(rate, loss):
    stamps, _ = camera(10.0, rate, loss, 0.02 / rate)
    assert frame_period(np.diff(stamps)) == pytest.approx(1 / rate, rel=0.02)


@pytest.mark.parametrize('gaps', [
    [], [0.03] * 7,                                                  # too few
    np.random.default_rng(0).uniform(0.01, 0.1, 200),                # none in common
    np.diff(camera(jitter=0.02)[0]).clip(1e-3),                      # too much jitter
    [1 / 30] * 60 + [1 / 20] * 40])                                  # two rates, none missing
def test_no_period_is_made_up(gaps):
    assert math.isnan(frame_period(gaps))


class Clock:
    """A clock that a test turns."""

    now = 1000.0

    def __call__(self):
        return self.now


def play(losses, clock, stamps, *, told=0, **options):
    """Let images arrive, look once a second and return the last statistics."""
    statistics, start = None, clock.now
    looked = 0
    for stamp in stamps:
        clock.now = start + stamp - stamps[0]
        losses.received(stamp)
        if clock.now - start >= looked + 1:
            looked += 1
            losses.lost(told)
            statistics = losses.statistics(**options)
    return statistics


@pytest.mark.parametrize('loss', [0.0, 0.1, 0.5, 0.8])
def test_missing_stamps_are_counted(loss):
    clock = Clock()
    losses = MessageLoss(clock)
    stamps, lost = camera(30.0, loss=loss)
    statistics = play(losses, clock, stamps)
    assert statistics.total == pytest.approx(lost * 900, abs=0.1 * lost * 900 + 1)
    assert statistics.share == pytest.approx(lost, abs=0.1 if loss else 0.001)
    assert statistics.sent_rate == pytest.approx(RATE, rel=0.02)


def test_what_the_middleware_reports_is_counted_once():
    clock = Clock()
    losses = MessageLoss(clock)
    stamps, lost = camera(30.0, loss=0.5)
    # The middleware reports the same 15 a second that the stamps miss.
    assert play(losses, clock, stamps, told=15).total == pytest.approx(lost * 900, rel=0.15)
    none_missing = MessageLoss(clock)
    statistics = play(none_missing, clock, camera(10.0)[0], told=10)
    assert statistics.total == 100 - 10 and statistics.share == pytest.approx(0.25, abs=0.02)


def test_jitter_after_a_steady_camera_hides_no_loss():
    clock = Clock()
    losses = MessageLoss(clock)
    play(losses, clock, camera(10.0)[0])
    stamps, lost = camera(10.0, loss=0.5, jitter=0.02)
    statistics = play(losses, clock, stamps + 10)
    assert statistics.share == pytest.approx(lost, abs=0.12)


def test_no_camera_no_stamps_two_cameras_and_a_pause_lose_nothing():
    clock = Clock()
    losses = MessageLoss(clock)
    assert losses.statistics().total == 0
    for _ in range(100):
        clock.now += 0.03
        losses.received(0.0)
    assert losses.statistics().share == 0 and math.isnan(losses.statistics().sent_rate)
    stamps, _ = camera(10.0, loss=0.5)
    assert play(MessageLoss(clock), clock, stamps, one_publisher=False).total == 0
    first, _ = camera(5.0)
    assert play(losses, clock, np.concatenate([first, first + 60, first])).total == 0


def test_the_share_is_that_of_the_last_seconds():
    clock = Clock()
    losses = MessageLoss(clock)
    for _ in range(10):
        losses.received(0.0)
    losses.lost(9)
    assert losses.statistics().share == pytest.approx(9 / 19)
    clock.now += WINDOW_S + 0.1
    statistics = losses.statistics()
    assert (statistics.share, statistics.total) == (0.0, 9)
    losses.lost(5)
    losses.restart()
    assert losses.statistics().total == 9


def test_what_was_sent_before_the_first_images_is_not_lost():
    losses = MessageLoss(Clock())
    losses.lost(500)
    losses.received(100.0)
    losses.lost(500)
    assert losses.statistics().total == 0
    losses.restart()
    losses.lost(500)
    assert losses.statistics().total == 0


def numbers(losses, *values):
    """Let images with these sequence numbers arrive, and return the statistics."""
    if not losses.statistics().total:
        for _ in range(FIRST):
            losses.received(0.0)
    for value in values:
        losses.numbered(value)
        losses.received(0.0)
    return losses.statistics()


def test_sequence_numbers_count_exactly_whatever_the_stamps_say():
    losses = MessageLoss(Clock())
    assert numbers(losses, 7, 8, 11, 12).total == 2
    assert numbers(losses, 20).total == 2 + 7
    losses.lost(5)      # the middleware reports some of the same images
    assert numbers(losses, 21, 23).total == 2 + 7 + 1
    clock = Clock()
    losses = MessageLoss(clock)
    for number, stamp in enumerate(camera(10.0, loss=0.5)[0]):  # a camera that skips frames itself
        clock.now = stamp
        losses.numbered(number)
        losses.received(stamp)
    assert losses.statistics().total == 0


def test_the_first_images_arrive_while_the_node_subscribes():
    losses = MessageLoss(Clock())
    for number in range(10, 10 + 3 * FIRST, 3):
        losses.numbered(number)
        losses.received(0.0)
    assert losses.statistics().total == 0


def test_a_restarted_camera_or_a_second_one_loses_nothing_by_its_numbers():
    losses = MessageLoss(Clock())
    assert numbers(losses, 500, 501, 1, 2, 3).total == 0
    assert numbers(losses, 2_000_000, 2_000_001).total == 0
    losses.numbered(2_000_010)
    assert losses.statistics(one_publisher=False).total == 0
