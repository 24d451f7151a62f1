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

"""Prints the messages of a topic line by line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
import sys
import time
from typing import Any

from fer_ros.cli.argument_types import number, whole_number
from fer_ros.values.errors import FerRosError


def add_reader_options(parser: argparse.ArgumentParser, topic: str) -> None:
    """Add the topic, by default `topic`, and how long to read it."""
    parser.add_argument('topic', nargs='?', default=topic,
                        help='the topic (default: %(default)s)')
    parser.add_argument('--count', type=whole_number(0), default=0, metavar='N',
                        help='stop after N messages (default: never)')
    parser.add_argument('--once', action='store_const', const=1, dest='count',
                        help='stop after the first message')
    parser.add_argument('--timeout', type=number(0, 86400), default=0.0, metavar='SECONDS',
                        help='fail if no message arrives for this time (default: wait for ever)')


def print_messages(args: argparse.Namespace, name: str, message_type: type[Any], qos,
                   line: Callable[[Any], str]) -> int:
    """
    Print a line for each message until the count is reached or a signal arrives.

    :param name: of the node that reads
    :param line: returns the line of a message
    :raises FerRosError: if no message arrives for the timeout
    """
    from fer_ros import ros

    ros.init(args=['fer_ros', *args.ros_args])
    node = ros.Node(name)
    seen, last = 0, time.monotonic()

    def show(message) -> None:
        nonlocal seen, last
        if args.count and seen >= args.count:
            return
        print(line(message), flush=True)
        seen, last = seen + 1, time.monotonic()

    subscription = node.create_subscription(message_type, args.topic, show, qos)
    try:
        while not args.count or seen < args.count:
            ros.spin_once(node, timeout_sec=0.1)
            if args.timeout and time.monotonic() - last > args.timeout:
                raise FerRosError(f'no message on {subscription.topic_name} for '
                                  f'{args.timeout:g} s')
    except ros.ExternalShutdownException:
        sys.stdout.flush()
    finally:
        node.destroy_node()
        if ros.ok():
            ros.shutdown()
    return 0
