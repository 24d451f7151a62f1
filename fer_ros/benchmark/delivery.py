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

"""Images between two processes, for many middlewares, sizes and QoS in one interleaved run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
import json
import os
import subprocess
import sys

from fer_ros.benchmark.middlewares import environment
from fer_ros.benchmark.report import table
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError
import numpy as np
from tqdm import tqdm

_END_S = 120.0  # longer than the two ends wait for each other


@dataclass(frozen=True)
class Case:
    """One combination; `middleware` may be a pair, of the publisher and of the subscriber."""

    middleware: str
    size: tuple[int, int]
    reliable: bool
    tuned_heap: bool = True


@dataclass
class Delivery:
    """
    The results of one case over all rounds.

    `times` are milliseconds from before the message is built until the subscriber has the pixels.
    Processor times are milliseconds per image, memory is in MiB.
    """

    sent: int = 0
    times: list[float] = field(default_factory=list)
    publisher_cpu: list[float] = field(default_factory=list)
    subscriber_cpu: list[float] = field(default_factory=list)
    publisher_memory: float = 0.0
    subscriber_memory: float = 0.0

    @property
    def lost(self) -> int:
        """Return the number of images that did not arrive."""
        return self.sent - len(self.times)

    def percentile(self, percent: float) -> float:
        """Return a percentile of the times, or NaN if nothing arrived."""
        return float(np.percentile(self.times, percent)) if self.times else float('nan')


def cases(middlewares: Sequence[str], sizes: Sequence[tuple[int, int]],
          reliability: Sequence[str], *, both_heaps: bool) -> list[Case]:
    """Return all combinations; with `both_heaps` also with the default heap of the C library."""
    return [Case(middleware, size, policy == 'reliable', tuned)
            for middleware, size, policy, tuned in product(
                middlewares, sizes, reliability, (False, True) if both_heaps else (True,))]


def transport(chosen: Sequence[Case], seconds: float, rate: float,
              rounds: int) -> dict[Case, Delivery]:
    """
    Measure every case once per round, in another order in each round.

    :param seconds: duration of each measurement
    :param rate: images per second
    :raises FerRosError: if one end fails
    """
    results = {case: Delivery() for case in chosen}
    order = np.random.default_rng(0)
    turns = [chosen[index] for _ in range(rounds) for index in order.permutation(len(chosen))]
    for case in tqdm(turns, unit='run', disable=None, leave=False):
        _measure(case, round(seconds * rate), rate, results[case])
    return results


def _measure(case: Case, frames: int, rate: float, result: Delivery) -> None:
    publisher, _, subscriber = case.middleware.partition(':')
    ends = {'subscribe': subscriber or publisher, 'publish': publisher}
    width, height = map(str, case.size)
    processes = {}
    try:
        for end, middleware in ends.items():
            processes[end] = subprocess.Popen(
                [sys.executable, '-m', 'fer_ros.benchmark.transport', end, '--frames',
                 str(frames), '--rate', str(rate), '--width', width, '--height', height,
                 *(['--reliable'] if case.reliable else []),
                 *([] if case.tuned_heap else ['--default-heap'])],
                env=os.environ | loopback_environment() | environment(middleware),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True)
        figures = {end: _answer(process, end, frames / rate + _END_S)
                   for end, process in processes.items()}
    finally:
        for process in processes.values():
            process.kill()  # after an interruption it still runs
            process.wait()
    result.sent += frames
    result.times += figures['subscribe']['times_ms']
    result.publisher_cpu.append(figures['publish']['cpu_ms'])
    result.subscriber_cpu.append(figures['subscribe']['cpu_ms'])
    result.publisher_memory = max(result.publisher_memory, figures['publish']['memory_mib'])
    result.subscriber_memory = max(result.subscriber_memory, figures['subscribe']['memory_mib'])


def _answer(process: subprocess.Popen, end: str, timeout: float) -> dict:
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        raise FerRosError(f'the process that is to {end} did not end in {timeout:g} s') from error
    if process.returncode:
        raise FerRosError(f'the process that is to {end} failed:\n{errors.strip()}')
    return json.loads(output.strip().splitlines()[-1])


def delivery_table(results: dict[Case, Delivery]) -> list[str]:
    """Return a table in Markdown; times of cases that lost images are marked."""
    return table(
        ('middleware', 'size', 'reliability', 'heap', 'lost', 'median ms', 'p99 ms',
         'CPU ms an image, publisher / subscriber', 'MiB, publisher / subscriber'),
        [(case.middleware, '{}x{}'.format(*case.size),
          'reliable' if case.reliable else 'best effort',
          "nodes'" if case.tuned_heap else "C library's",
          f'{result.lost} of {result.sent}', _time(result, 50), _time(result, 99),
          f'{np.mean(result.publisher_cpu):.1f} / {np.mean(result.subscriber_cpu):.1f}',
          f'{result.publisher_memory:.0f} / {result.subscriber_memory:.0f}')
         for case, result in results.items()])


def _time(result: Delivery, percent: float) -> str:
    text = f'{result.percentile(percent):.1f}'
    return f'({text} of those that arrived)' if result.lost else text
