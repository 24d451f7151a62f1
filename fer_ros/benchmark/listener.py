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

"""Records the results of a node, and what its diagnostics and those of the camera report."""

from __future__ import annotations

import argparse
import json
import sys
import time

from fer_ros import ros
from fer_ros.benchmark.spinning import spin_for
from fer_ros.node.diagnostics import DiagnosticArray, LOST, PUBLISHED, RELIABILITY
from fer_ros.node.messages import EmotionArray, stamp_seconds

PATIENCE_S = 60.0  # for the first result
SETTLE_S = 3.0     # the node may subscribe again with another reliability


def main(argv: list[str]) -> int:
    """Listen and print the results as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--node', default='fer', help='name of the measured node')
    args = parser.parse_args(argv)
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_listener')
    latencies: list[float] = []
    published: dict[str, list[tuple[float, int]]] = {}
    camera: dict[str, str] = {}

    def on_emotions(message) -> None:
        latencies.append(1000 * (time.time() - stamp_seconds(message.header)))

    def on_diagnostics(message) -> None:
        for status in message.status:
            values = {entry.key: entry.value for entry in status.values}
            if PUBLISHED in values:
                published.setdefault(status.name, []).append(
                    (stamp_seconds(message.header), int(values[PUBLISHED])))
            elif status.name == f'{args.node}: camera':
                camera.update(values)

    node.create_subscription(EmotionArray, f'/{args.node}/emotions', on_emotions, 10)
    node.create_subscription(DiagnosticArray, '/diagnostics', on_diagnostics, 10)
    deadline = time.monotonic() + PATIENCE_S
    while not (camera and latencies) and time.monotonic() < deadline:
        spin_for(node, 0.1)
    spin_for(node, SETTLE_S)
    lost = int(camera.get(LOST, '0'))
    latencies.clear()
    published.clear()
    start = time.monotonic()
    spin_for(node, args.seconds)
    seconds = time.monotonic() - start
    print(json.dumps({
        'results_hz': len(latencies) / seconds, 'latencies_ms': latencies,
        'published_hz': sum(map(_rate, published.values())),
        'lost': int(camera.get(LOST, '0')) - lost,
        'reliability': camera.get(RELIABILITY, '')}))
    node.destroy_node()
    ros.shutdown()
    return 0


def _rate(counts: list[tuple[float, int]]) -> float:
    """Return the images per second between the first and the last count."""
    (first, before), (last, after) = counts[0], counts[-1]
    return (after - before) / (last - first) if last > first else 0.0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
