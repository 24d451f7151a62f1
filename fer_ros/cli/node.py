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

"""`fer_ros node`: the ROS 2 node."""

from __future__ import annotations

import argparse


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'node', help='run the ROS 2 node: images in, emotions and annotated images out',
        description='Run the ROS 2 node `fer`. It subscribes to image_raw and publishes '
                    '~/emotions (fer_ros/msg/EmotionArray) and ~/image_annotated. Without a '
                    'ROS 2 installation it runs on the embedded runtime, which uses the same '
                    'wire protocol.',
        epilog='Example: fer_ros node --ros-args -r image_raw:=/camera/image_raw '
               '-p detector:=haar --params-file config/fer.yaml')
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Run the node until a signal arrives."""
    from fer_ros.node.emotion_node import EmotionNode
    from fer_ros.node.runner import run_node

    return run_node(EmotionNode, args.ros_args, threads=2)
