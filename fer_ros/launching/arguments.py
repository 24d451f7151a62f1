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
"""The arguments of the launch files; `NodeSettings` describes those that are settings."""

from __future__ import annotations

from dataclasses import Field, fields
from pathlib import Path

from fer_ros.launching.cameras import CHOICES, Driver, DRIVERS, NONE
from fer_ros.launching.checks import (check_installed, check_names, distribution, parse_bool,
                                      parse_depth, parse_port, parse_seconds)
from fer_ros.parameter_files import check_parameter_file
from fer_ros.values.node_settings import NodeSettings
from launch import LaunchContext
from launch.actions import DeclareLaunchArgument
from launch_ros.substitutions import FindPackageShare

LEVELS = ('debug', 'info', 'warn', 'error', 'fatal')
# Settings that have an argument; the others are in the parameter file.
SETTINGS = tuple(spec for spec in fields(NodeSettings) if spec.name in (
    'detector', 'allowed_emotions', 'anonymize', 'backend', 'model', 'image_transport', 'depth',
    'hri', 'hri_persons', 'autostart', 'enabled_on_start', 'web_port', 'web_host', 'web_token',
    'foxglove_port'))


def declare_arguments() -> list[DeclareLaunchArgument]:
    """Return the arguments of fer.launch.py."""
    def argument(name, default, description, choices=None):
        return DeclareLaunchArgument(name, default_value=default, description=description,
                                     choices=choices)

    booleans = ['true', 'false']
    return [
        argument('camera', NONE, 'Camera driver to start; file plays `source`', list(CHOICES)),
        argument('video_device', '/dev/video0', 'Device of usb_cam and v4l2_camera'),
        argument('source', 'demo',
                 'What camera:=file plays: a photo, a folder, a video, a stream, or demo'),
        argument('image_topic', '', 'Topic of the images, without /compressed (default: that of '
                                    'the camera; image_raw without one)'),
        argument('namespace', '', 'Namespace of all nodes'),
        argument('name', 'fer', 'Name of the node'),
        argument('params_file',
                 [FindPackageShare('fer_ros'), '/config/fer.yaml'],
                 'Parameters of the node (yaml)'),
        *(argument(spec.name, '', f"{spec.metadata['description']} (default: what params_file "
                                  'says)') for spec in SETTINGS),
        argument('qos_reliability', '', 'Reliability of the image subscription (default: the node '
                                        'chooses)', ['', 'reliable', 'best_effort']),
        argument('qos_depth', '', 'Queue length of the image subscription (default: the node '
                                  'chooses)'),
        argument('use_sim_time', '', 'Take the time from /clock: a simulation, or `ros2 bag play '
                                     '--clock` (default: what params_file says)'),
        argument('respawn', 'true', 'Start the node again when it ends', booleans),
        argument('respawn_delay', '2.0', 'Seconds until the node is started again'),
        argument('rviz', 'false', 'Start rviz2 with config/fer.rviz', booleans),
        argument('log_level', 'info', 'Log level', list(LEVELS)),
    ]


class Arguments:
    """The checked arguments of fer.launch.py; `text` has all of them as they were given."""

    def __init__(self, context: LaunchContext) -> None:
        """
        Read and check them, so that nothing starts with an invalid one.

        :raises FerRosError: on an argument that does not exist, a wrong value, a wrong parameter
            file, or a package that is not installed
        """
        names = [argument.name for argument in declare_arguments()]
        check_names(context, 'fer.launch.py', names)
        self.text = {name: context.launch_configurations[name] for name in names}
        self.driver: Driver | None = DRIVERS.get(self.text['camera'])
        if self.driver is not None:
            check_installed(self.driver.package, self.driver.apt(distribution()))
        self.rviz = self.text['rviz'] == 'true'
        if self.rviz:
            check_installed('rviz2', f'sudo apt install ros-{distribution()}-rviz2')
        self.respawn = self.text['respawn'] == 'true'
        self.respawn_delay = parse_seconds('respawn_delay', self.text['respawn_delay'])
        self.namespace = '/' + self.text['namespace'].strip('/')
        self.full_name = f"{self.namespace.rstrip('/')}/{self.text['name']}"
        check_parameter_file(Path(self.text['params_file']), self.full_name)
        self.common = ({'use_sim_time': parse_bool('use_sim_time', self.text['use_sim_time'])}
                       if self.text['use_sim_time'] else {})
        self.parameters = {**self._settings(), **self._qos(), **self.common}

    @property
    def image_topic(self) -> str:
        """Return the topic that image_raw is remapped to."""
        return self.text['image_topic'] or (self.driver.topic if self.driver else 'image_raw')

    def _settings(self) -> dict[str, bool | int | str]:
        given = {**(self.driver.settings if self.driver else {}),
                 **{spec.name: self.text[spec.name] for spec in SETTINGS if self.text[spec.name]}}
        return {spec.name: _parsed(spec, given[spec.name])
                for spec in SETTINGS if spec.name in given}

    def _qos(self) -> dict[str, str | int]:
        topic = self.image_topic
        if topic.startswith('~'):
            topic = self.full_name + topic[1:]
        elif not topic.startswith('/'):
            topic = f"{self.namespace.rstrip('/')}/{topic}"
        given: dict[str, str | int] = {}
        if self.text['qos_reliability']:
            given['reliability'] = self.text['qos_reliability']
        if self.text['qos_depth']:
            given['depth'] = parse_depth('qos_depth', self.text['qos_depth'])
        # image_transport may be set in the parameter file: name the topics of both transports.
        return {f'qos_overrides.{name}.subscription.{policy}': value
                for name in (topic, f'{topic}/compressed') for policy, value in given.items()}


def _parsed(spec: Field, text: str) -> bool | int | str:
    """Return the value of a setting that a text stands for."""
    if isinstance(spec.default, bool):
        return parse_bool(spec.name, text)
    if isinstance(spec.default, int):
        return parse_port(spec.name, text)  # the only numbers among these settings
    return text
