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
How much of a core the node uses, in per cent.

Processor time of the node's process and all its threads (proc(5)) over a stretch of time, while a
camera in another process plays a frame of 640x480 with one face.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Any

from fer_ros.benchmark.children import child, cpu_seconds
from fer_ros.system import loopback_environment
from fer_ros.values.errors import FerRosError

# State: what the player does besides playing
STATES = {'paused': ('--pause',), 'no subscribers': (), 'emotions': ('--emotions',),
          'emotions and annotated image': ('--emotions', '--annotated')}
_PATIENCE_S = 60.0


def cpu(rates: Sequence[float], seconds: float, runtimes: Sequence[str]) -> list[dict[str, Any]]:
    """
    Return a row for each runtime and rate: per cent of a core, by state.

    :param rates: of the camera, Hz
    :param seconds: of each measurement
    :raises FerRosError: if the node or the camera fails
    """
    return [{'runtime': runtime, 'rate_hz': rate,
             **{state: _measure(rate, seconds, options, runtime)
                for state, options in STATES.items()}}
            for runtime in runtimes for rate in rates]


def _measure(rate: float, seconds: float, options: Sequence[str], runtime: str) -> float:
    environment = loopback_environment() | {'FER_ROS_RUNTIME': runtime}
    with tempfile.TemporaryDirectory() as folder:
        log, heard = Path(folder, 'node.log'), Path(folder, 'player.log')
        with child(['-m', 'fer_ros', 'node'], environment, log) as node, child(
                ['-m', 'fer_ros.benchmark.player', '--rate', str(rate), '--seconds',
                 str(seconds + 1), *options], environment, heard) as player:
            _wait(player, heard)
            used, start = cpu_seconds(node.pid), time.monotonic()
            time.sleep(seconds)
            percent = 100 * (cpu_seconds(node.pid) - used) / (time.monotonic() - start)
            if player.wait(30):
                raise FerRosError(f'the camera failed:\n{heard.read_text()}')
    return round(percent, 1)


def _wait(player: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while 'started' not in log.read_text(encoding='utf-8'):
        if player.poll() is not None or time.monotonic() > end:
            raise FerRosError(f'the camera did not start ({sys.executable}):\n{log.read_text()}')
        time.sleep(0.05)
