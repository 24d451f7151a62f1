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

"""`fer_ros benchmark arrival`: how many images of a camera lead to results."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.benchmark.options import (
    add_middlewares_option, add_rate_option, add_seconds_option, add_sizes_option)


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'arrival', help='images from the camera node to the emotion node',
        description='Measure rate and latency of the emotions, with `fer_ros camera` and `fer_ros '
                    'node` in their own processes: both reliabilities, camera or node first, a '
                    'camera that returns with another reliability, and a second node that hangs.',
        epilog='Example: fer_ros benchmark arrival --sizes 480p 1080p --seconds 20')
    add_middlewares_option(parser)
    add_sizes_option(parser)
    add_rate_option(parser, 30.0, 'rate of the camera')
    add_seconds_option(parser, 10.0)
    parser.add_argument('--only', default='', metavar='TEXT',
                        help='only scenarios whose name contains this text')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the table."""
    from fer_ros.benchmark.arrival import arrival, SCENARIOS
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.middlewares import chosen
    from fer_ros.benchmark.report import table
    from fer_ros.values.errors import SettingError

    scenarios = [scenario for scenario in SCENARIOS if args.only in scenario.name]
    if not scenarios:
        raise SettingError(f"--only '{args.only}' matches no scenario; there are: "
                           f"{'; '.join(scenario.name for scenario in SCENARIOS)}")
    rows = arrival(chosen(args.middlewares), args.sizes, scenarios, args.rate, args.seconds)
    print(json.dumps(machine()))
    print('\n'.join(table(
        ('middleware', 'size', 'scenario', 'camera Hz', 'emotions Hz', 'latency, median / p99 ms',
         'subscribed as', 'lost according to the node'), [
            (row['middleware'], row['size'], row['scenario'], f"{row['published_hz']:.1f}",
             f"{row['results_hz']:.1f}", f"{row['median_ms']:.1f} / {row['p99_ms']:.1f}",
             row['reliability'], str(row['lost'])) for row in rows])))
    return 0
