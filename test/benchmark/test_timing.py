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

"""Interleaved timing."""

import time

import cv2
from fer_ros.benchmark.timing import CALLS, Case, interleaved, summarize, WARM_UP
import pytest


def test_each_case_has_a_turn_a_round_in_changing_order():
    calls = []
    cases = {name: Case(lambda n=name: calls.append(n)) for name in 'abcde'}
    timings = interleaved(cases, 20)
    turns = [calls[start:start + 1 + CALLS] for start in range(0, len(calls), 1 + CALLS)]
    assert all(len(turn) == 1 + CALLS and len(set(turn)) == 1 for turn in turns)
    rounds = [tuple(turn[0] for turn in turns[start:start + 5])
              for start in range(0, len(turns), 5)]
    assert len(rounds) == WARM_UP + 20
    assert all(sorted(one) == list('abcde') for one in rounds)
    assert len(set(rounds)) > 10
    assert all(timing.runs == 20 * CALLS for timing in timings.values())


def test_what_a_case_took_is_its_own():
    timings = interleaved({'long': Case(lambda: time.sleep(0.02)), 'short': Case(lambda: None)}, 5)
    assert timings['long'].median >= 20
    assert timings['short'].median < timings['long'].median / 2


def test_the_warm_up_does_not_count():
    calls = []

    def slow_at_first():
        calls.append(0)
        time.sleep(0.05 if len(calls) <= WARM_UP * (1 + CALLS) else 0.0)
    assert interleaved({'a': Case(slow_at_first)}, 4)['a'].median < 50


def test_the_first_call_of_a_turn_does_not_count():
    calls = []

    def slow_at_first():
        calls.append(0)
        time.sleep(0.05 if len(calls) % (1 + CALLS) == 1 else 0.0)
    assert interleaved({'a': Case(slow_at_first)}, 4)['a'].p99 < 50


def test_all_calls_count_if_they_are_not_uniform():
    timing = interleaved({'a': Case(lambda: None, uniform=False)}, 4)['a']
    assert timing.runs == 4 * (1 + CALLS)


def test_each_case_has_its_threads_of_opencv():
    seen = {}
    before = cv2.getNumThreads()
    interleaved({f'{count}': Case(lambda c=count: seen.update({c: cv2.getNumThreads()}), count)
                 for count in (1, 2)}, 1)
    cv2.setNumThreads(before)
    assert seen == {1: 1, 2: 2}


def test_figures():
    timing = summarize([0.001 * value for value in range(1, 102)], [0.002, 0.004, 0.003])
    assert (timing.median, timing.p10, timing.p90) == pytest.approx((51, 11, 91))
    assert timing.mean == pytest.approx(51)
    assert timing.p99 == pytest.approx(100)
    assert timing.cpu == pytest.approx(3)


def test_waiting_costs_no_processor_time():
    timing = interleaved({'wait': Case(lambda: time.sleep(0.03))}, 5)['wait']
    assert timing.cpu < 15 < timing.median
