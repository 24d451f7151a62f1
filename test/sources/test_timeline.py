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

"""Timestamps that jump."""

from fer_ros.sources.timeline import Timeline


def play(timeline, times):
    """Return the times of (stream, time) pairs, mended."""
    return [time + timeline.offset(stream, time, 0.1) for stream, time in times]


def test_without_a_jump_nothing_changes():
    assert play(Timeline(True), [(0, 5.0), (1, 5.05), (0, 5.1), (1, 5.15)]) == [
        5.0, 5.05, 5.1, 5.15]


def test_a_clock_that_begins_again():
    mended = play(Timeline(True), [(0, 9.0), (1, 9.05), (0, 1.0), (1, 1.05), (0, 1.1)])
    assert [round(time, 2) for time in mended] == [9.0, 9.05, 9.15, 9.2, 9.25]


def test_a_clock_that_leaps_forward():
    mended = play(Timeline(True), [(0, 1.0), (1, 1.05), (0, 900.0), (1, 900.05)])
    assert [round(time, 2) for time in mended] == [1.0, 1.05, 1.15, 1.2]


def test_a_stretch_without_frames_but_with_sound_is_no_jump():
    times = [(0, 1.0), *((1, float(second)) for second in range(1, 40)), (0, 39.5)]
    assert play(Timeline(True), times) == [time for _, time in times]


def test_a_packet_of_the_old_clock_that_comes_late():
    mended = play(Timeline(True), [(0, 9.0), (1, 8.9), (0, 1.0), (1, 9.0), (1, 1.0), (0, 1.1)])
    assert [round(time, 2) for time in mended] == [9.0, 8.9, 9.1, 9.0, 9.1, 9.2]


def test_formats_without_jumps_may_stand_still_for_long():
    assert play(Timeline(False), [(0, 0.0), (0, 500.0)]) == [0.0, 500.0]


def test_formats_without_jumps_that_were_joined():
    mended = play(Timeline(False), [(0, 0.0), (0, 20.0), (0, 0.0), (0, 20.0)])
    assert [round(time, 2) for time in mended] == [0.0, 20.0, 20.1, 40.1]
