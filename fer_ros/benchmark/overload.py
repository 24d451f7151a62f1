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
More frames than the node can process: the latency of its results, and the growth of its memory.

The camera runs at 120 Hz, and the model takes as long as many frames. The node must drop frames,
so that a result is never older than the processing of its frame plus that of the frame before it.
Latency and processing time are recorded per frame. The latency is the time from the stamp, set
before the message is built, to the arrival of the result at a subscriber, which also receives the
annotated images.
"""

from __future__ import annotations

from pathlib import Path
import tempfile
import threading
import time
from typing import Any

from fer_ros.benchmark.children import answer, child, resident_mib
from fer_ros.benchmark.middlewares import environment
from fer_ros.system import loopback_environment
import numpy as np

_SAMPLE_S = 1.0


def overload(rate: float, seconds: float, slow: float, middleware: str) -> dict[str, Any]:
    """
    Return latencies, processing times and memory.

    :param rate: rate of the camera, Hz
    :param slow: seconds that the model takes
    :raises FerRosError: if the node or the camera fails
    """
    variables = loopback_environment() | environment(middleware)
    memory: list[tuple[float, float]] = []
    ended = threading.Event()
    with tempfile.TemporaryDirectory() as folder, child(
            ['-m', 'fer_ros.benchmark.slow_node', '--ros-args', '-p', 'backend:=slow', '-p',
             f'model:="{slow}"'], variables, Path(folder, 'node.log')) as node:
        def watch() -> None:
            while not ended.wait(_SAMPLE_S):
                memory.append((time.time(), resident_mib(node.pid)))
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            heard = answer(['-m', 'fer_ros.benchmark.player', '--rate', str(rate), '--seconds',
                            str(seconds), '--emotions', '--annotated'], variables, seconds + 90)
        finally:
            ended.set()
            watcher.join()
    rows = np.array(heard['results'], float).reshape(-1, 3)
    drawn = np.array(heard['annotated'], float).reshape(-1, 2)
    latencies, processing = 1000 * rows[:, 1], 1000 * rows[:, 2]
    used = np.array([value for at, value in memory if heard['begin'] <= at <= heard['end']])
    third = max(len(used) // 3, 1)
    return {
        'middleware': middleware, 'camera_hz': rate, 'seconds': seconds, 'results': len(rows),
        'annotated': len(drawn),
        'processing_ms': _figures(processing), 'latency_ms': _figures(latencies),
        'annotated_latency_ms': _figures(1000 * drawn[:, 1]),
        'latency / processing': _figures(latencies / processing),
        'memory_first_third_mib': _median(used[:third]),
        'memory_last_third_mib': _median(used[-third:])}


def _figures(values: np.ndarray) -> dict[str, float]:
    if not len(values):
        return {}
    return {name: round(float(value), 3) for name, value in zip(
        ('median', 'p99', 'max'), np.percentile(values, (50, 99, 100)), strict=True)}


def _median(values: np.ndarray) -> float:
    return round(float(np.median(values)), 2) if len(values) else float('nan')
