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

"""`fer_ros benchmark bag`: the speed of `fer_ros bag`."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.argument_types import whole_number
from fer_ros.cli.benchmark.options import add_seconds_option
from fer_ros.cli.data_options import add_photos_option


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'bag', help='speed of `fer_ros bag`, beside reading, decoding and the pipeline alone',
        description='Write bags with one face at 30 Hz and measure the processor time per frame '
                    'of `fer_ros bag`, and of reading, decoding and the pipeline alone.',
        epilog='Example: fer_ros benchmark bag --seconds 20 --rounds 5')
    add_seconds_option(parser, 20.0, what='length of each bag')
    parser.add_argument('--rounds', type=whole_number(1, 1000), default=5, metavar='N',
                        help='measure each case N times (default: %(default)s)')
    add_photos_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the results."""
    from fer_ros.benchmark.bag_speed import bag_speed
    from fer_ros.benchmark.machine import machine
    from fer_ros.recordings.image_types import require_rosbags

    require_rosbags()
    print(json.dumps({'machine': machine(),
                      'bag': bag_speed(args.seconds, args.rounds, args.photos)}, indent=1))
    return 0
