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

"""`fer_ros benchmark cpu`: how much of a core the node uses."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.argument_types import number


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'cpu', help='how much of a core the node uses',
        description='Processor time of the node, in per cent of one core, with a camera of '
                    '640x480 that shows one face: paused, without subscribers, with one to the '
                    'emotions, and with one to the annotated image as well.',
        epilog='Example: fer_ros benchmark cpu --rates 15 30')
    parser.add_argument('--rates', type=number(0, 1000, above=True), nargs='+',
                        default=[15.0, 30.0], metavar='HZ', help='of the camera (default: 15 30)')
    parser.add_argument('--seconds', type=number(0, 3600, above=True), default=20.0,
                        metavar='N', help='of each measurement (default: %(default)s)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure in every runtime that is installed and print the table."""
    from fer_ros.benchmark.children import runtimes
    from fer_ros.benchmark.cpu import cpu, STATES
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.report import table

    rows = cpu(args.rates, args.seconds, runtimes())
    print(json.dumps(machine()))
    print('\n'.join(table(('runtime', 'Hz', *STATES), [
        (row['runtime'], f"{row['rate_hz']:g}", *(f'{row[state]} %' for state in STATES))
        for row in rows])))
    return 0
