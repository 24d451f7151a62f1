"""`fer_ros node`: the ROS 2 node."""

from __future__ import annotations

import argparse


def add_parser(subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        'node', help='run the ROS 2 node: images in, emotions and annotated images out',
        description='Run the ROS 2 node `fer`. It subscribes to image_raw and publishes '
                    '~/emotions (fer_ros/msg/EmotionArray) and ~/image_annotated. Without a '
                    'ROS 2 installation it runs on the embedded runtime, which speaks the same '
                    'wire.',
        epilog='Example: fer_ros node --ros-args -r image_raw:=/camera/image_raw '
               '-p detector:=haar --params-file config/fer.yaml')
    parser.set_defaults(run=run, takes_ros_args=True)


def run(args: argparse.Namespace) -> int:
    """Run the node until it is told to stop."""
    from fer_ros.node.emotion_node import EmotionNode
    from fer_ros.node.runner import run_node

    return run_node(EmotionNode, args.ros_args)
