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

"""`fer_ros benchmark view`: what the live page costs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median

from fer_ros.cli.argument_types import file_path, number, whole_number
from fer_ros.cli.benchmark.options import add_seconds_option
from fer_ros.cli.output_folder import writing_to

SIZES = ('480p', '1080p')


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'view', help='what the live page costs the node',
        description='Measure the processor time of the node and the latency of its emotions '
                    'without the live page, and with no, one, ten and one very slow viewer; and '
                    'the images that reach the viewers. With --soak let viewers come and go for '
                    'some time instead, and look for leaks; the exit code is 1 if there are any.',
        epilog='Example: fer_ros benchmark view --sizes 480p --rounds 3')
    parser.add_argument('--sizes', nargs='+', choices=SIZES, default=list(SIZES),
                        help='sizes of the images (default: 480p 1080p)')
    parser.add_argument('--rate', type=number(0, 1000, above=True), default=30.0, metavar='HZ',
                        help='rate of the camera (default: %(default)s)')
    parser.add_argument('--rounds', type=whole_number(1, 100), default=3, metavar='N',
                        help='runs of each state, which take turns (default: %(default)s)')
    add_seconds_option(parser, 10.0)
    parser.add_argument('--soak', type=number(60, 1e6), metavar='SECONDS',
                        help='look for leaks for this long')
    parser.add_argument('--max-growth', type=number(0, 1000, above=True), default=1.0,
                        metavar='PERCENT', help='allowed growth of the resident memory with '
                        '--soak (default: %(default)s)')
    parser.add_argument('--max-slope', type=number(0, 1000, above=True), default=2.0,
                        metavar='MIB', help='allowed growth of the resident memory an hour over '
                        'the second half of --soak (default: %(default)s)')
    parser.add_argument('--out', type=file_path, default=Path('view'), metavar='DIR',
                        help='folder for the file and the logs of --soak (default: %(default)s)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print a table, or the growth."""
    return _soak(args) if args.soak else _costs(args)


def _costs(args: argparse.Namespace) -> int:
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.report import table
    from fer_ros.benchmark.view import view

    rows = []
    for size in args.sizes:
        for state, costs in view(size, args.rate, args.seconds, args.rounds).items():
            times = [cost.per_result for cost in costs]
            rates = [rate for cost in costs for rate in cost.rates]
            rows.append((
                size, state, f'{median(cost.percent for cost in costs):.1f} %',
                f'{median(times):.2f} ({min(times):.2f} to {max(times):.2f})',
                f'{median(cost.latency(50) for cost in costs):.1f} / '
                f'{median(cost.latency(99) for cost in costs):.1f}',
                f'{min(rates):.1f} to {max(rates):.1f}' if rates else '',
                f'{median(cost.age(50) for cost in costs):.1f} / '
                f'{median(cost.age(99) for cost in costs):.1f}' if rates else ''))
    print(json.dumps(machine()))
    print('\n'.join(table(('size', 'viewers', 'node, of a core',
                           'processor ms per result', 'emotions, median / p99 ms',
                           'images per second', 'age at the viewer, median / p99 ms'), rows)))
    return 0


def _soak(args: argparse.Namespace) -> int:
    from fer_ros.benchmark.view_soak import view_soak

    with writing_to(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        found, per_hour, counts = view_soak(args.soak, args.rate, args.out)
    passed = found.passed(args.max_growth) and per_hour < args.max_slope
    print(f"{args.soak:g} s, {counts['visits']} visits, {counts['images']} images: memory "
          f'{found.memory_percent:+.2f} % ({found.memory_first:.1f} to {found.memory_last:.1f} '
          f'MiB; {per_hour:+.1f} MiB an hour over the second half), '
          f'descriptors {found.descriptors:+d}, threads {found.threads:+d}: '
          f"{'passed' if passed else 'failed'}")
    return 0 if passed else 1
