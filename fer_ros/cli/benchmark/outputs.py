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

"""`fer_ros benchmark outputs`: what each output of the node costs."""

from __future__ import annotations

import argparse
import json
from statistics import median

from fer_ros.cli.argument_types import number, whole_number
from fer_ros.cli.benchmark.options import add_middlewares_option, add_seconds_option


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'outputs', help="what each of the node's outputs costs",
        description='Measure the processor time of the node for each image, with a camera that '
                    'shows one face in 640x480, with a subscriber to the emotions, and with '
                    'subscribers to other outputs too. Print the medians of all rounds.',
        epilog='Example: fer_ros benchmark outputs --middlewares embedded --rounds 3')
    add_middlewares_option(parser)
    parser.add_argument('--rate', type=number(0, 1000, above=True), default=30.0, metavar='HZ',
                        help='rate of the camera (default: 30)')
    parser.add_argument('--rounds', type=whole_number(1), default=3, metavar='N',
                        help='how often each state is measured (default: 3)')
    add_seconds_option(parser, 20.0)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure with every middleware and print the table."""
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.middlewares import chosen
    from fer_ros.benchmark.outputs import outputs
    from fer_ros.benchmark.report import table

    rows = []
    for middleware in chosen(args.middlewares):
        results = outputs(middleware, args.rate, args.seconds, args.rounds)
        for state, usages in results.items():
            times = [usage.per_image for usage in usages]
            more = median(times) - median(usage.per_image for usage in results['emotions'])
            rows.append((middleware, state, f'{median(times):.2f}',
                         f'{min(times):.2f} to {max(times):.2f}', f'{more:+.2f}'))
    print(json.dumps(machine()))
    print('\n'.join(table(('middleware', 'subscribers', 'ms an image', 'range',
                           'more than emotions'), rows)))
    return 0
