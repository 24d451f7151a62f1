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

"""Start the emotion node on an image topic."""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare


def generate_launch_description() -> LaunchDescription:
    """Return the node with its arguments."""
    return LaunchDescription([
        DeclareLaunchArgument('image_topic', default_value='image_raw',
                              description='Topic of the camera, without /compressed'),
        DeclareLaunchArgument('namespace', default_value='', description='Namespace of the node'),
        DeclareLaunchArgument('params_file', description='Parameters of the node (yaml)',
                              default_value=[FindPackageShare('fer_ros'), '/config/fer.yaml']),
        DeclareLaunchArgument('log_level', default_value='info', description='Log level',
                              choices=['debug', 'info', 'warn', 'error', 'fatal']),
        Node(
            package='fer_ros', executable='emotion_node', name='fer', output='screen',
            namespace=LaunchConfiguration('namespace'),
            parameters=[LaunchConfiguration('params_file')],
            remappings=[('image_raw', LaunchConfiguration('image_topic'))],
            arguments=['--ros-args', '--log-level', LaunchConfiguration('log_level')]),
    ])
