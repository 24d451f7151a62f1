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

"""Interleaved timing, which makes the figures of one run comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

import cv2
import numpy as np
from tqdm import tqdm

# Number of warm-up rounds, for first allocations and the clock of the processor
WARM_UP = 3
# Calls of a case per round. One more call precedes them, because the previous case has replaced
# the content of the caches.
CALLS = 4


@dataclass(frozen=True)
class Case:
    """
    A call to measure.

    OpenCV has one number of threads for the whole process, so it is set before each turn.
    `uniform` means that all calls do the same work. If they do not, as in a pipeline that does not
    detect in every frame, all calls of a turn count; otherwise the slow one could always be the
    first.
    """

    call: Callable[[], object]
    threads: int = 1
    uniform: bool = True


@dataclass(frozen=True)
class Timing:
    """
    Milliseconds of one case: median, mean and percentiles over `runs` calls.

    `cpu` is the median processor time of all threads together. On a busy machine it is more
    reliable than the elapsed time.
    """

    median: float
    mean: float
    p10: float
    p90: float
    p99: float
    cpu: float
    runs: int


def summarize(seconds: Sequence[float], cpu_seconds: Sequence[float]) -> Timing:
    """Return the statistics of calls, given their elapsed and processor times in seconds."""
    values = 1000 * np.asarray(seconds)
    p10, median, p90, p99 = (float(value) for value in np.percentile(values, (10, 50, 90, 99)))
    return Timing(median, float(values.mean()), p10, p90, p99,
                  1000 * float(np.median(cpu_seconds)), len(values))


def interleaved(cases: Mapping[str, Case], rounds: int, seed: int = 0) -> dict[str, Timing]:
    """
    Measure every case in every round, in random order, and return their statistics.

    A turn has 1 + CALLS calls; if they are uniform, the first one does not count. The load, the
    clock and the temperature of the machine change over minutes. Interleaving distributes these
    changes evenly, so that ratios of two medians are ratios of the cases.

    :param rounds: number of rounds after WARM_UP further rounds
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
    """Return the elapsed time and the processor time of a call in seconds."""
    start, cpu_start = perf_counter(), process_time()
    call()
    return perf_counter() - start, process_time() - cpu_start
