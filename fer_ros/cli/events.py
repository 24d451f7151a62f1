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

"""`fer_ros events`: prints what changes, one line an event."""

from __future__ import annotations

import argparse
import json

from fer_ros.cli.topic_reader import add_reader_options, print_messages


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'events', help='print who appears and leaves, and whose emotion changes',
        description='Print every message of a FaceEvent topic as one line: a face appeared or '
                    'left, or its label changed or was held.',
        epilog='Example: fer_ros events --json | jq -r .kind')
    add_reader_options(parser, '/fer/events')
    parser.add_argument('--json', action='store_true', help='print JSON instead of sentences')
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Print events until the count is reached or a signal arrives."""
    from fer_ros import ros
    from fer_ros.events import event_record
    from fer_ros.node.event_messages import face_event, FaceEventMessage

    def line(message) -> str:
        event = face_event(message)
        if args.json:
            return json.dumps(event_record(event, message.header.frame_id,
                                           (message.image_width, message.image_height)))
        return event.text

    return print_messages(args, 'fer_events', FaceEventMessage, ros.QoSProfile(depth=50), line)
