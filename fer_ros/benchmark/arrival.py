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
How many images of a camera lead to results, and the latency of the results.

The camera is `fer_ros camera` with a photo of one face, and the node is `fer_ros node`, both in
their own processes, as users run them. The scenarios vary the reliability of the publishers, the
order in which camera and node start, cameras that return with another QoS, and nodes that hang.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
import signal
import subprocess
import tempfile
import time
from typing import Any

import cv2
from fer_ros.benchmark.children import answer, child
from fer_ros.benchmark.frames import compose, faces_of, SIZES
from fer_ros.benchmark.middlewares import environment
from fer_ros.system import loopback_environment
import numpy as np
from tqdm import tqdm

_SETTLE_S = 4.0  # the node starts, discovers, and subscribes again with another reliability
_LISTEN_S = 120.0  # more than a listener needs to start, to get a first result and to end
RELIABLE, BEST_EFFORT = 'reliable', 'best_effort'


@dataclass(frozen=True)
class Scenario:
    """
    The processes of a measurement.

    :param cameras: reliability of each camera; they share the rate
    :param camera_first: whether the camera starts before the node
    :param back_as: reliability with which the camera returns after a stop; '' for no stop
    :param hangs: `model` or `process`: what hangs in a first node, while a second one is measured
    """

    name: str
    cameras: tuple[str, ...] = (RELIABLE,)
    camera_first: bool = True
    back_as: str = ''
    hangs: str = ''


SCENARIOS = (
    Scenario('reliable, camera first'),
    Scenario('reliable, node first', camera_first=False),
    Scenario('best effort, camera first', (BEST_EFFORT,)),
    Scenario('best effort, node first', (BEST_EFFORT,), camera_first=False),
    Scenario('one of each', (RELIABLE, BEST_EFFORT)),
    Scenario('reliable, comes back as best effort', back_as=BEST_EFFORT),
    Scenario('best effort, comes back as reliable', (BEST_EFFORT,), back_as=RELIABLE),
    Scenario('beside a node whose model hangs', hangs='model'),
    Scenario('beside a node whose process is stopped', hangs='process'))


def arrival(middlewares: Sequence[str], sizes: Sequence[str], scenarios: Sequence[Scenario],
            rate: float, seconds: float) -> list[dict[str, Any]]:
    """
    Return the output of `fer_ros.benchmark.listener` for each middleware, size and scenario.

    :param middlewares: names of `fer_ros.benchmark.middlewares`
    :param rate: rate of all cameras together, Hz
    :param seconds: duration of each measurement
    :raises FerRosError: if a process fails
    """
    rows = []
    turns = [(scenario, size, middleware) for scenario in scenarios for size in sizes
             for middleware in middlewares]
    with tempfile.TemporaryDirectory() as folder:
        photos = {}
        for size in sizes:
            photos[size] = Path(folder, f'{size}.png')
            cv2.imwrite(str(photos[size]), compose(faces_of(None), 1, SIZES[size]))
        for scenario, size, middleware in tqdm(turns, unit='run', disable=None, leave=False):
            run = _Run(loopback_environment() | environment(middleware), photos[size], rate,
                       Path(folder))
            rows.append({'middleware': middleware, 'size': size, 'scenario': scenario.name,
                         **run.measure(scenario, seconds)})
    return rows


class _Run:
    """The processes of one measurement."""

    def __init__(self, variables: dict[str, str], photo: Path, rate: float,
                 folder: Path) -> None:
        self._variables, self._photo, self._rate = variables, photo, rate
        self._folder, self._count = folder, 0

    def measure(self, scenario: Scenario, seconds: float) -> dict[str, Any]:
        """Return the results of the listener, with median and 99th percentile of the latencies."""
        with ExitStack() as stack, ExitStack() as cameras:
            hanging = self._hanging(stack, scenario.hangs) if scenario.hangs else None
            name = 'other' if scenario.hangs else 'fer'
            starts = [lambda: self._cameras(cameras, scenario.cameras),
                      lambda: stack.enter_context(self._command(
                          ['-m', 'fer_ros', 'node', '--ros-args', '-r', f'__node:={name}']))]
            for start in starts if scenario.camera_first else reversed(starts):
                start()
                time.sleep(_SETTLE_S)
            if scenario.back_as:
                cameras.close()
                self._cameras(cameras, (scenario.back_as,))
                time.sleep(_SETTLE_S)
            if hanging is not None and scenario.hangs == 'process':
                hanging.send_signal(signal.SIGSTOP)
                stack.callback(hanging.send_signal, signal.SIGCONT)
            heard = answer(['-m', 'fer_ros.benchmark.listener', '--seconds', str(seconds),
                            '--node', name], self._variables, seconds + _LISTEN_S)
        latencies = heard.pop('latencies_ms')
        median, p99 = np.percentile(latencies, (50, 99)) if latencies else (float('nan'),) * 2
        return {**heard, 'median_ms': float(median), 'p99_ms': float(p99)}

    def _hanging(self, stack: ExitStack, what: str) -> subprocess.Popen:
        """Start a listener, and a node that hangs at its first face or will be stopped."""
        commands = {'model': ['-m', 'fer_ros.benchmark.hanging_node'],
                    'process': ['-m', 'fer_ros', 'node']}
        stack.enter_context(self._command(
            ['-m', 'fer_ros.benchmark.listener', '--seconds', '3600']))
        return stack.enter_context(self._command(commands[what]))

    def _cameras(self, stack: ExitStack, reliabilities: Sequence[str]) -> None:
        rate = self._rate / len(reliabilities)
        for number, reliability in enumerate(reliabilities):
            stack.enter_context(self._command(
                ['-m', 'fer_ros', 'camera', str(self._photo), '--rate', str(rate), '--ros-args',
                 '-r', f'__node:=camera_{number}', '-p',
                 f'qos_overrides./image_raw.publisher.reliability:={reliability}']))

    def _command(self, arguments: Sequence[str]):
        self._count += 1
        return child(arguments, self._variables, self._folder / f'{self._count}.log')
