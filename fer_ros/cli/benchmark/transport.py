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

"""`fer_ros benchmark transport`: how fast images travel, and how many are lost."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.argument_types import image_size, whole_number
from fer_ros.cli.benchmark.options import (
    add_both_heaps_option, add_middlewares_option, add_rate_option, add_seconds_option)

_SIZES = ['640x480', '1280x720', '1920x1080']
_RELIABILITY = ('best_effort', 'reliable')


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'transport', help='images between two processes',
        description='Send images between two processes on the loopback interface, for each '
                    'middleware, size and reliability in one interleaved run. Measure the lost '
                    'images, the milliseconds from before the message is built until the '
                    'subscriber has the pixels, and the processor time and memory of both ends.',
        epilog='Example: fer_ros benchmark transport --sizes 1920x1080 --both-heaps --rounds 3')
    add_middlewares_option(parser, ', or a pair for the publisher and the subscriber, as in '
                                   'embedded:rmw_fastrtps_cpp')
    parser.add_argument('--sizes', type=image_size, nargs='+', metavar='WxH',
                        default=[image_size(size) for size in _SIZES],
                        help=f"sizes of the images in pixels (default: {' '.join(_SIZES)})")
    parser.add_argument('--reliability', nargs='+', choices=_RELIABILITY,
                        default=list(_RELIABILITY),
                        help='reliability of both ends (default: both)')
    add_both_heaps_option(parser)
    add_seconds_option(parser, 6.0)
    add_rate_option(parser, 30.0, 'images per second')
    parser.add_argument('--rounds', type=whole_number(1, 1000), default=1, metavar='N',
                        help='number of rounds of all measurements (default: %(default)s)')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print the table."""
    from fer_ros.benchmark.delivery import cases, delivery_table, transport
    from fer_ros.benchmark.machine import machine
    from fer_ros.benchmark.middlewares import chosen

    results = transport(
        cases(chosen(args.middlewares), args.sizes, args.reliability,
              both_heaps=args.both_heaps), args.seconds, args.rate, args.rounds)
    print(json.dumps({**machine(), 'rate_hz': args.rate, 'encoding': 'bgr8'}))
    print('\n'.join(delivery_table(results)))
    return 0
