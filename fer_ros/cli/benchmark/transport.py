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

"""`fer_ros benchmark transport`: how fast images travel."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from fer_ros.cli.argument_types import image_size, number
from fer_ros.system import loopback_environment


def add_parser(subparsers) -> None:
    """Add the measurement."""
    parser = subparsers.add_parser(
        'transport', help='images between two processes',
        description='Images between two processes on the loopback interface, in the runtime that '
                    'the nodes would use (FER_ROS_RUNTIME=embedded or rclpy to choose): frames '
                    'lost, and milliseconds from before the message is built to the pixels at '
                    'hand.',
        epilog='Example: fer_ros benchmark transport --seconds 60')
    parser.add_argument('--seconds', type=number(0, 3600, above=True), default=10.0,
                        metavar='N', help='how long (default: %(default)s)')
    parser.add_argument('--rate', type=number(0, 1000, above=True), default=30.0,
                        metavar='HZ', help='frames a second (default: %(default)s)')
    parser.add_argument('--size', type=image_size, default=(640, 480), metavar='WxH',
                        help='size of the images in pixels (default: 640x480)')
    parser.add_argument('--reliable', action='store_true',
                        help='reliable rather than best-effort QoS')
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run both ends and print the subscriber's figures."""
    width, height = map(str, args.size)
    environment = os.environ | loopback_environment()
    options = ['--seconds', str(args.seconds), '--rate', str(args.rate), '--width', width,
               '--height', height, *(['--reliable'] if args.reliable else [])]
    command = [sys.executable, '-m', 'fer_ros.benchmark.transport']
    publisher = subprocess.Popen([*command, 'publish', *options], env=environment)
    try:
        code = subprocess.run([*command, 'subscribe', *options], env=environment,
                              check=False).returncode
        return code or publisher.wait(timeout=10)
    finally:
        publisher.kill()  # only after an interruption there is something left to kill
        publisher.wait()
