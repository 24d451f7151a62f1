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
"""Start a camera driver, the emotion node and, if wanted, rviz2."""

from fer_ros.launching.arguments import Arguments, declare_arguments
from launch import LaunchDescription
from launch.actions import LogInfo, OpaqueFunction
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare


def generate_launch_description():
    """Return the arguments and the function that starts the nodes."""
    return LaunchDescription([*declare_arguments(), OpaqueFunction(function=start)])


def start(context):
    """Return the nodes that the arguments ask for; an invalid argument ends the launch here."""
    arguments = Arguments(context)
    text, driver, namespace = arguments.text, arguments.driver, arguments.namespace
    actions = []

    if driver is not None:
        actions.append(Node(
            package=driver.package, executable=driver.executable, name=driver.name,
            namespace=f"{namespace.rstrip('/')}/{driver.namespace}", output='screen',
            parameters=[{**driver.filled(text), **arguments.common}],
            arguments=[text['source']] if driver.plays_source else []))

    remappings = [('image_raw', arguments.image_topic)]
    if driver is not None and driver.depth:
        remappings += [('depth/image_raw', driver.depth),
                       ('depth/camera_info', driver.depth_info)]
    actions.append(Node(
        package='fer_ros', executable='emotion_node', name=text['name'], namespace=namespace,
        parameters=[text['params_file'], arguments.parameters], remappings=remappings,
        respawn=arguments.respawn, respawn_delay=arguments.respawn_delay, output='screen',
        arguments=['--ros-args', '--log-level', text['log_level']]))

    if arguments.rviz:
        actions.append(Node(
            package='rviz2', executable='rviz2', namespace=namespace,
            arguments=['-d', [FindPackageShare('fer_ros'), '/config/fer.rviz']],
            parameters=[arguments.common],
            remappings=[(f'/fer/{topic}', f'{arguments.full_name}/{topic}')
                        for topic in ('image_annotated', 'markers')]))

    managed = arguments.parameters.get('autostart') is False
    state = ('it waits for a lifecycle manager' if managed else
             'it configures and activates itself')
    return [LogInfo(msg=f"Starting {text['name']}: {state}"), *actions]
