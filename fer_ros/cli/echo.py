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

"""`fer_ros echo`: prints emotions as JSON lines."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.topic_reader import add_reader_options, print_messages


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'echo', help='print an EmotionArray topic as JSON lines',
        description='Print every message of an EmotionArray topic as one line of JSON.',
        epilog='Example: fer_ros echo /fer/emotions | jq .emotions[].label')
    add_reader_options(parser, '/fer/emotions')
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Print messages until the count is reached or a signal arrives."""
    from fer_ros import ros
    from fer_ros.node.messages import EmotionArray, message_record

    return print_messages(
        args, 'fer_echo', EmotionArray,
        ros.QoSProfile(depth=10, reliability=ros.ReliabilityPolicy.BEST_EFFORT),
        lambda message: json.dumps(message_record(message)))
