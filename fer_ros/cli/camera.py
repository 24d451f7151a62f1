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

"""`fer_ros camera`: publishes photos, a video or a camera as a ROS 2 topic."""

from __future__ import annotations

import argparse

from fer_ros.cli.argument_types import number


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'camera', help='publish a photo, video, camera or stream as image_raw',
        description='Publish frames as sensor_msgs/Image on image_raw, without a camera driver.',
        epilog='Example: fer_ros camera holiday.mp4 --rate 15 --ros-args -r __ns:=/front')
    parser.add_argument('source', help='a photo, a folder of photos, a video file, a camera index '
                        'or device, a stream URL, or `demo`')
    parser.add_argument('--rate', type=number(0, 1000), default=0.0, metavar='HZ',
                        help='frames per second (default: the rate of the source, 15 for photos)')
    parser.add_argument('--frame-id', default='camera', help='frame_id of the headers '
                        '(default: %(default)s)')
    parser.add_argument('--once', action='store_true',
                        help='stop at the end of the source instead of starting again')
    parser.add_argument('--compressed', action='store_true',
                        help='also publish JPEG on image_raw/compressed')
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Publish until the source ends or a signal arrives."""
    from fer_ros.node.camera_node import CameraNode
    from fer_ros.node.runner import run_node

    return run_node(lambda: CameraNode(
        args.source, rate=args.rate, frame_id=args.frame_id, loop=not args.once,
        compressed=args.compressed), args.ros_args)
