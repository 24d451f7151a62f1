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

"""`fer_ros benchmark`: measurements that users can repeat."""

from __future__ import annotations

import argparse

from fer_ros.cli import (benchmark_cpu, benchmark_overload, benchmark_robustness,
                         benchmark_smoothing, benchmark_soak, benchmark_speed,
                         benchmark_transport)

MEASUREMENTS = (benchmark_transport, benchmark_overload, benchmark_cpu, benchmark_robustness,
                benchmark_smoothing)


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'benchmark', help='measure on this machine',
        description='With --out, the time of every stage and of the whole, by number of faces, '
                    'size, detector and model. With --soak, a long run that looks for leaks. Or '
                    'one of the measurements below.',
        epilog='Example: fer_ros benchmark --peers --out benchmark. `fer_ros benchmark WHAT '
               '--help` explains a measurement.')
    benchmark_speed.add_options(parser)
    benchmark_soak.add_options(parser)
    parser.set_defaults(run=run)
    measurements = parser.add_subparsers(title='measurements', metavar='WHAT')
    for measurement in MEASUREMENTS:
        measurement.add_parser(measurements)


def run(args: argparse.Namespace) -> int:
    """Measure what is asked for."""
    return benchmark_soak.run(args) if args.soak else benchmark_speed.run(args)
