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
"""Start several cameras, each with an emotion node, in namespaces of their own."""

from fer_ros.launching.camera_list import read_cameras
from launch import LaunchDescription
from launch.actions import (DeclareLaunchArgument, GroupAction, IncludeLaunchDescription,
                            OpaqueFunction)
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import ThisLaunchFileDir
from launch_ros.substitutions import FindPackageShare


def generate_launch_description():
    """Return the argument and the function that starts a camera and a node for each entry."""
    return LaunchDescription([
        DeclareLaunchArgument(
            'cameras_file', description='List of cameras (yaml); all arguments of fer.launch.py '
                                        'are allowed too and apply to every camera',
            default_value=[FindPackageShare('fer_ros'), '/config/cameras.yaml']),
        OpaqueFunction(function=start)])


def start(context):
    """Return fer.launch.py for each camera; an invalid entry ends the launch here."""
    # A group keeps the arguments of one camera away from the next one.
    return [GroupAction([IncludeLaunchDescription(
        PythonLaunchDescriptionSource([ThisLaunchFileDir(), '/fer.launch.py']),
        launch_arguments=arguments.items())]) for arguments in read_cameras(context)]
