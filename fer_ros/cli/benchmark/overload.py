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

"""`fer_ros benchmark overload`: the latency of results with too many frames."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.argument_types import number
from fer_ros.cli.benchmark.options import add_rate_option, add_seconds_option


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'overload', help='latency of the results and memory with too many frames',
        description='Measure a slow model with a camera that is faster than the node: the '
                    'latency of the results, their processing time, and the growth of the memory.',
        epilog='Example: fer_ros benchmark overload --seconds 600')
    add_seconds_option(parser, 60.0, what='duration', limit=86400)
    add_rate_option(parser, 120.0, 'frames per second')
    parser.add_argument('--slow', type=number(0, 10), default=0.1, metavar='S',
                        help='processing time of the model in seconds (default: %(default)s)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure with every installed middleware and print the results."""
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.middlewares import middlewares
    from fer_ros.benchmark.overload import overload

    print(json.dumps({'machine': machine(), 'overload': [
        overload(args.rate, args.seconds, args.slow, name) for name in middlewares()]},
        indent=1))
    return 0
