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

from fer_ros.launching.actions import several
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.substitutions import FindPackageShare


def generate_launch_description():
    """Return a launch description for each camera of the file."""
    return LaunchDescription([
        DeclareLaunchArgument(
            'cameras_file', description='List of cameras (yaml)',
            default_value=[FindPackageShare('fer_ros'), '/config/cameras.yaml']),
        OpaqueFunction(function=several)])
