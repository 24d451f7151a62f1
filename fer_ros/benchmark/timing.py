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

"""Interleaved timing: what makes the numbers of one run comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

import cv2
import numpy as np
from tqdm import tqdm

# The rounds before these are warm-up: first allocations, clocks.
WARM_UP = 3
# Of a case's turn in a round. One more call comes before them: it pays for the caches that the
# case before it has filled.
CALLS = 4


@dataclass(frozen=True)
class Case:
    """
    Something to time.

    OpenCV has one number of threads for the whole process: each call is made with its own. Where
    calls are not `uniform`, as those of a pipeline that does not search every frame, all of a turn
    count: else the costly one might always be the first.
    """

    call: Callable[[], object]
    threads: int = 1
    uniform: bool = True


@dataclass(frozen=True)
class Timing:
    """
    Milliseconds of one case: median, mean and percentiles over `runs` calls.

    `cpu` is the median of the processor time, of all threads together. On a machine that is busy
    with other things it says more than the time that passed.
    """

    median: float
    mean: float
    p10: float
    p90: float
    p99: float
    cpu: float
    runs: int


def summarize(seconds: Sequence[float], cpu_seconds: Sequence[float]) -> Timing:
    """Return the figures of calls that took so many seconds each, passed and of processors."""
    values = 1000 * np.asarray(seconds)
    p10, median, p90, p99 = (float(value) for value in np.percentile(values, (10, 50, 90, 99)))
    return Timing(median, float(values.mean()), p10, p90, p99,
                  1000 * float(np.median(cpu_seconds)), len(values))


def interleaved(cases: Mapping[str, Case], rounds: int, seed: int = 0) -> dict[str, Timing]:
    """
    Give every case a turn a round, in another order each time, and return their figures.

    A turn is 1 + CALLS calls, of which the first does not count where they are uniform.

    What else the machine does, its clock and its temperature change over minutes; so they hit
    all cases alike, and ratios of two medians are those of the cases.

    :param rounds: that count; WARM_UP come before them
    """
    generator = np.random.default_rng(seed)
    names = list(cases)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for number in tqdm(range(WARM_UP + rounds), unit='round', disable=None, leave=False):
        for index in generator.permutation(len(names)):
            case = cases[names[index]]
            cv2.setNumThreads(case.threads)
            turn = [_timed(case.call) for _ in range(1 + CALLS)]
            if number >= WARM_UP:
                times[names[index]] += turn[1 if case.uniform else 0:]
    return {name: summarize(*zip(*values, strict=True)) for name, values in times.items()}


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that passed in a call, and those of processors."""
    start, cpu_start = perf_counter(), process_time()
    call()
    return perf_counter() - start, process_time() - cpu_start
