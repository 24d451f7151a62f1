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

"""What the live page costs the node: processor time and latency, with and without viewers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
import json
from pathlib import Path
import socket
import tempfile
import time

from fer_ros.benchmark.children import child, cpu_seconds
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError
import numpy as np
from tqdm import tqdm

# The options of `fer_ros.benchmark.viewers` for each state; None: the node has no page
STATES: dict[str, Sequence[str] | None] = {
    'no page': None, 'no viewer': (), 'one viewer': ('--count', '1'),
    'ten viewers': ('--count', '10'), 'one that reads a byte a second': ('--slow',)}
_PATIENCE_S = 60.0
_SETTLE_S = 1.0


@dataclass(frozen=True)
class Cost:
    """
    The cost of one run.

    `percent` is the load of the node in per cent of a core, `per_result` its processor time in ms
    for each result, `latencies` those of the emotions in ms, `rates` the images per second of each
    viewer, and `ages` the times in ms from the stamp of an image to its arrival at a viewer.
    """

    percent: float
    per_result: float
    latencies: Sequence[float]
    rates: Sequence[float]
    ages: Sequence[float]

    def latency(self, percentile: float) -> float:
        """Return a percentile of the latencies."""
        return _percentile(self.latencies, percentile)

    def age(self, percentile: float) -> float:
        """Return a percentile of the ages, NaN without images."""
        return _percentile(self.ages, percentile)


def view(size: str, rate: float, seconds: float, rounds: int) -> dict[str, list[Cost]]:
    """
    Return the cost in each state, of each round; the states take turns.

    :param size: name of a size in `fer_ros.benchmark.frames.SIZES`
    :param rate: of the camera, Hz
    :param seconds: duration of each run
    :raises FerRosError: if the node, the camera or the viewers fail
    """
    results: dict[str, list[Cost]] = {state: [] for state in STATES}
    for _ in tqdm(range(rounds), unit='round', disable=None, leave=False):
        for state, viewers in STATES.items():
            results[state].append(_measure(size, rate, seconds, viewers))
    return results


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def _measure(size: str, rate: float, seconds: float, viewers: Sequence[str] | None) -> Cost:
    variables, port = loopback_environment(), free_port()
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        node = running.enter_context(child(
            ['-m', 'fer_ros', 'node', '--ros-args', '-p',
             f'web_port:={0 if viewers is None else port}'], variables, folder / 'node'))
        player = running.enter_context(child(
            ['-m', 'fer_ros.benchmark.player', '--rate', str(rate), '--size', size, '--seconds',
             str(seconds + 2 * _SETTLE_S), '--emotions'], variables, folder / 'player'))
        _wait_for('started', player, folder / 'player')
        watching = None
        if viewers:
            watching = running.enter_context(child(
                ['-m', 'fer_ros.benchmark.viewers', '--port', str(port), '--seconds',
                 str(seconds + _SETTLE_S), *viewers], variables, folder / 'viewers'))
        time.sleep(_SETTLE_S)
        used, begin = cpu_seconds(node.pid), time.time()
        time.sleep(seconds)
        used, end = cpu_seconds(node.pid) - used, time.time()
        ages = _answer(watching, folder / 'viewers')['ages'] if watching else []
        heard = _answer(player, folder / 'player')
    results = sum(begin <= row[0] <= end for row in heard['results'])
    return Cost(100 * used / (end - begin), 1000 * used / max(results, 1),
                [1000 * row[1] for row in heard['results']],
                [len(one) / (seconds + _SETTLE_S) for one in ages],
                [1000 * age for one in ages for age in one])


def _wait_for(text: str, process, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while text not in log.read_text(encoding='utf-8'):
        if process.poll() is not None or time.monotonic() > end:
            raise FerRosError(f'the camera did not start:\n{log.read_text()}')
        time.sleep(0.05)


def _answer(process, log: Path):
    """Return the JSON that a process prints last."""
    if process.wait(_PATIENCE_S):
        raise FerRosError(f'a process of the measurement failed:\n{log.read_text()}')
    return json.loads(log.read_text(encoding='utf-8').strip().splitlines()[-1])


def _percentile(values: Sequence[float], percentile: float) -> float:
    return float(np.percentile(values, percentile)) if len(values) else float('nan')
