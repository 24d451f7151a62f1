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

"""
The processor load of the node, in per cent of one core, and the latency of its results.

The load is the processor time of all threads of the node (proc(5)), while a camera in another
process publishes a frame with one face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import subprocess
import sys
import tempfile
import time

from fer_ros.benchmark.children import child, cpu_seconds
from fer_ros.benchmark.middlewares import environment
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError
import numpy as np
from tqdm import tqdm

STATES = {'paused': ('--pause',), 'no subscribers': (), 'emotions': ('--emotions',),
          'emotions and annotated image': ('--emotions', '--annotated')}
_PATIENCE_S = 60.0
_COMPLETE = 0.98  # fraction of the images; a smaller one means that images were lost


@dataclass(frozen=True)
class Case:
    """One combination; `size` is a name of `fer_ros.benchmark.frames.SIZES`."""

    middleware: str
    size: str
    rate: float
    tuned_heap: bool = True


@dataclass(frozen=True)
class Usage:
    """
    The load of the node in one state, in per cent of a core, and the rates of the images in Hz.

    `latencies` are the times from the stamp of an image to the arrival of its result, in ms.
    """

    percent: float
    published_rate: float
    received_rate: float
    latencies: Sequence[float]

    def text(self, *, listening: bool) -> str:
        """Return the load as text, in brackets with the rates if images were lost."""
        text = f'{self.percent:.1f} %'
        if listening and self.received_rate < _COMPLETE * self.published_rate:
            return (f'({text}; only {self.received_rate:.1f} of {self.published_rate:.1f} Hz '
                    'arrived)')
        return text

    @property
    def per_image(self) -> float:
        """Return the processor time for each image that arrived, in ms."""
        return 10 * self.percent / self.received_rate if self.received_rate else float('nan')

    def latency(self, percentile: float) -> float:
        """Return a percentile of the latencies, or NaN if there are none."""
        return float(np.percentile(self.latencies, percentile)) if self.latencies else float('nan')


def cpu(cases: Sequence[Case], seconds: float) -> dict[Case, dict[str, Usage]]:
    """
    Return the usage of the node for each case, by state.

    :param seconds: duration of each measurement
    :raises FerRosError: if the node or the camera fails
    """
    turns = tqdm([(case, state) for state in STATES for case in cases], unit='run',
                 disable=None, leave=False)
    results: dict[Case, dict[str, Usage]] = {case: {} for case in cases}
    for case, state in turns:  # interleaved, so that other load affects all cases alike
        results[case][state] = _measure(case, STATES[state], seconds)
    return results


def _measure(case: Case, options: Sequence[str], seconds: float) -> Usage:
    return measure(case.middleware, ('-m', 'fer_ros', 'node') if case.tuned_heap else
                   ('-m', 'fer_ros.benchmark.default_heap_node'),
                   ('--rate', str(case.rate), '--size', case.size, *options), seconds)


def measure(middleware: str, node_command: Sequence[str], options: Sequence[str],
            seconds: float) -> Usage:
    """
    Return the usage of a node.

    :param node_command: arguments of Python that start it
    :param options: arguments of the player
    :raises FerRosError: if the node or the camera fails
    """
    variables = loopback_environment() | environment(middleware)
    with tempfile.TemporaryDirectory() as folder:
        log, heard = Path(folder, 'node.log'), Path(folder, 'player.log')
        with child(node_command, variables, log) as node, child(
                ['-m', 'fer_ros.benchmark.player', '--seconds', str(seconds + 1), *options],
                variables, heard) as player:
            _wait(player, heard)
            used, start = cpu_seconds(node.pid), time.monotonic()
            time.sleep(seconds)
            percent = 100 * (cpu_seconds(node.pid) - used) / (time.monotonic() - start)
            if player.wait(30):
                raise FerRosError(f'the camera failed:\n{heard.read_text()}')
            answer = json.loads(heard.read_text().strip().splitlines()[-1])
    return Usage(percent, answer['published_hz'], answer['received_hz'],
                 [1000 * row[1] for row in answer['results']])


def _wait(player: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while 'started' not in log.read_text(encoding='utf-8'):
        if player.poll() is not None or time.monotonic() > end:
            raise FerRosError(f'the camera did not start ({sys.executable}):\n{log.read_text()}')
        time.sleep(0.05)
