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

"""The actions of the launch files: camera, node, rviz2."""

from __future__ import annotations

import os
from pathlib import Path

from ament_index_python.packages import get_package_share_directory, PackageNotFoundError
from fer_ros.launching.arguments import SETTINGS
from fer_ros.launching.cameras import Driver, DRIVERS
from fer_ros.values.errors import MissingDependencyError, SettingError
from launch import LaunchContext, LaunchDescription
from launch.actions import GroupAction, IncludeLaunchDescription, LogInfo, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node
import yaml

_RVIZ_TOPICS = ('image_annotated', 'markers')


def nodes(context: LaunchContext) -> list:
    """
    Return the actions that the arguments ask for.

    :raises MissingDependencyError: before anything starts, if a package is not installed
    """
    given = context.launch_configurations
    driver = DRIVERS.get(given['camera'])
    if driver is not None:
        _check_installed(driver.package, driver.apt(_distribution()))
    if given['rviz'] == 'true':
        _check_installed('rviz2', f'sudo apt install ros-{_distribution()}-rviz2')
    actions = [] if driver is None else [_camera(driver, given)]
    actions.append(_recogniser(driver, given))
    if given['rviz'] == 'true':
        actions.append(_rviz(given))
    state = ('it waits for a lifecycle manager' if given['autostart'].lower() == 'false'
             else 'it configures and activates itself')
    return [LogInfo(msg=f"Starting {given['name']}: {state}"), *actions]


def _camera(driver: Driver, given) -> Node:
    parameters = {key: value.format(**given) if isinstance(value, str) else value
                  for key, value in driver.parameters.items()}
    return Node(
        package=driver.package, executable=driver.executable, name=driver.name, output='screen',
        namespace='/'.join(filter(None, (given['namespace'], driver.namespace))),
        parameters=[parameters] if parameters else [],
        arguments=[given['source']] if driver.package == 'fer_ros' else [])


def _recogniser(driver: Driver | None, given) -> Node:
    topic = given['image_topic'] or (driver.topic if driver else 'image_raw')
    remappings = [('image_raw', topic)]
    if driver is not None and driver.depth:
        remappings += [('depth/image_raw', driver.depth),
                       ('depth/camera_info', driver.depth_info)]
    chosen = {spec.name: _typed(spec, given[spec.name]) for spec in SETTINGS if given[spec.name]}
    return Node(
        package='fer_ros', executable='emotion_node', name=given['name'], output='screen',
        namespace=given['namespace'], remappings=remappings,
        parameters=[given['params_file'], *([chosen] if chosen else [])],
        arguments=['--ros-args', '--log-level', given['log_level']])


def _rviz(given) -> Node:
    prefix = '/'.join(('', *filter(None, (given['namespace'].strip('/'), given['name']))))
    return Node(
        package='rviz2', executable='rviz2', namespace=given['namespace'],
        arguments=['-d', str(Path(get_package_share_directory('fer_ros')) / 'config/fer.rviz')],
        remappings=[(f'/fer/{topic}', f'{prefix}/{topic}') for topic in _RVIZ_TOPICS])


def _typed(spec, text: str):
    """Return an argument's text as the parameter's type."""
    if not isinstance(spec.default, bool):
        return text
    if text.lower() not in ('true', 'false'):
        raise SettingError(f"{spec.name} must be true or false, but is '{text}'")
    return text.lower() == 'true'


def _check_installed(package: str, remedy: str) -> None:
    try:
        get_package_share_directory(package)
    except PackageNotFoundError:
        raise MissingDependencyError(
            f'the package {package} is not installed: {remedy}') from None


def _distribution() -> str:
    return os.environ.get('ROS_DISTRO', 'jazzy')


def wrapper(camera: str, **more: str) -> LaunchDescription:
    """Return fer.launch.py with a camera chosen; all its other arguments are open."""
    return LaunchDescription([_included({'camera': camera, **more})])


def several(context: LaunchContext) -> list:
    """
    Return fer.launch.py for each camera of a yaml file, in a namespace of its own.

    :raises SettingError: if the file is none of that kind
    """
    path = Path(context.launch_configurations['cameras_file'])
    try:
        entries = yaml.safe_load(path.read_text(encoding='utf-8'))['cameras']
        names = [entry['name'] for entry in entries]
    # SafeLoader raises all kinds of errors on the values behind tags, and on deep nesting.
    except Exception as error:
        raise SettingError(f"cannot read '{path}': expected `cameras:` and a list of entries, "
                           f'each with a `name` ({type(error).__name__}: {error})') from None
    if not names or len(set(names)) < len(names):
        raise SettingError(f"the cameras in '{path}' must have different names, but they are "
                           f'{names}')
    # Without a scope the arguments of one camera would be those of the next.
    return [GroupAction([_included({'namespace': str(entry['name']), **{
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in entry.items() if key != 'name'}})]) for entry in entries]


def _included(given: dict[str, str]) -> IncludeLaunchDescription:
    file = Path(get_package_share_directory('fer_ros')) / 'launch/fer.launch.py'
    return IncludeLaunchDescription(PythonLaunchDescriptionSource(str(file)),
                                    launch_arguments=given.items())


def description(*declared) -> LaunchDescription:
    """Return declared arguments and what is made of them."""
    return LaunchDescription([*declared, OpaqueFunction(function=nodes)])
