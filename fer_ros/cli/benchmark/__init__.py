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

"""`fer_ros benchmark`: measurements that users can repeat, a file for each."""

from __future__ import annotations

from fer_ros.cli.benchmark import (
    arrival, bag, cpu, end_to_end, models, outputs, overload, robustness, smoothing, soak, speed,
    transport, view)

MEASUREMENTS = (speed, models, soak, transport, arrival, overload, cpu, outputs, robustness,
                end_to_end, smoothing, view, bag)


def add_parser(subparsers) -> None:
    """Add the command and its measurements."""
    parser = subparsers.add_parser(
        'benchmark', help='measure on this machine',
        description='Measure fer_ros on this machine.',
        epilog='Example: fer_ros benchmark speed --peers --out benchmark. '
               '`fer_ros benchmark speed --help` explains a measurement.')
    measurements = parser.add_subparsers(title='measurements', required=True)
    for measurement in MEASUREMENTS:
        measurement.add_parser(measurements)
