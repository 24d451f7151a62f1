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

"""When frames that are played as a camera are due."""

from fer_ros.sources import pace
from fer_ros.sources.pace import Pace
import pytest


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Return a clock that waits as it is told."""
    class Clock:
        now = 100.0

        def play(self, paced: Pace, stamps, work: float = 0.0) -> list[float]:
            """Return when each frame is shown, from the start."""
            shown = []
            for stamp in stamps:
                self.now += paced.wait_time(stamp)
                shown.append(round(self.now - 100.0, 3))
                self.now += work
            return shown

    clock = Clock()
    monkeypatch.setattr(pace.time, 'monotonic', lambda: clock.now)
    return clock


def test_a_rate(clock):
    assert clock.play(Pace(0.1, False), [0.0, 7.0, 8.0]) == [0.0, 0.1, 0.2]


def test_the_times_of_the_frames(clock):
    assert clock.play(Pace(0.1, True), [3.0, 3.5, 3.55, 4.0], work=0.02) == [0.0, 0.5, 0.55, 1.0]


def test_the_next_pass_begins_one_period_later(clock):
    paced = Pace(0.1, True)
    clock.play(paced, [0.0, 1.0])
    paced.restart()
    assert clock.play(paced, [0.0, 1.0]) == [1.1, 2.1]


def test_no_burst_after_a_stall(clock):
    paced = Pace(0.1, True)
    clock.play(paced, [0.0])
    clock.now += 5.0
    assert clock.play(paced, [0.1, 0.2, 0.3]) == [5.0, 5.0, 5.1]
