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

"""`fer_ros benchmark cpu`: the processor load of the node."""

from __future__ import annotations

import argparse
from itertools import product
import json

from fer_ros.cli.argument_types import number
from fer_ros.cli.benchmark.options import (
    add_both_heaps_option, add_middlewares_option, add_seconds_option, add_sizes_option)


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'cpu', help='processor load of the node',
        description='Measure the processor time of the node, in per cent of one core, with a '
                    'camera that shows one face: paused, without subscribers, with a subscriber '
                    'to the emotions, and with one to the annotated image too. Also measure the '
                    'latency of the results.',
        epilog='Example: fer_ros benchmark cpu --rates 15 30')
    add_middlewares_option(parser)
    parser.add_argument('--rates', type=number(0, 1000, above=True), nargs='+',
                        default=[15.0, 30.0], metavar='HZ',
                        help='rates of the camera (default: 15 30)')
    add_sizes_option(parser)
    add_both_heaps_option(parser)
    add_seconds_option(parser, 20.0)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure with every middleware and print the table."""
    from fer_ros.benchmark.cpu import Case, cpu, STATES
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.middlewares import chosen
    from fer_ros.benchmark.report import table

    heaps = (False, True) if args.both_heaps else (True,)
    results = cpu([Case(*parts) for parts in product(
        chosen(args.middlewares), args.sizes, args.rates, heaps)], args.seconds)
    print(json.dumps(machine()))
    print('\n'.join(table(
        ('middleware', 'size', 'Hz', 'heap', *STATES, 'latency, median / p99 ms'), [
            (case.middleware, case.size, f'{case.rate:g}',
             "nodes'" if case.tuned_heap else "C library's",
             *(usage[state].text(listening=state != 'paused') for state in STATES),
             f"{usage['emotions'].latency(50):.1f} / {usage['emotions'].latency(99):.1f}")
            for case, usage in results.items()])))
    return 0
