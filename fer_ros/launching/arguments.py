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

"""The arguments of the launch files; what they say of a setting is what `Settings` says."""

from __future__ import annotations

from dataclasses import fields

from fer_ros.launching.cameras import CHOICES, NONE
from fer_ros.values.node_settings import NodeSettings
from launch.actions import DeclareLaunchArgument
from launch_ros.substitutions import FindPackageShare

LEVELS = ('debug', 'info', 'warn', 'error', 'fatal')
# Settings that have an argument; the others are in the parameter file.
SETTINGS = tuple(spec for spec in fields(NodeSettings) if spec.name in (
    'detector', 'allowed_emotions', 'anonymize', 'backend', 'model', 'image_transport', 'depth',
    'autostart', 'enabled_on_start'))


def arguments() -> list[DeclareLaunchArgument]:
    """Return the arguments of fer.launch.py."""
    def argument(name, default, description, choices=None):
        return DeclareLaunchArgument(name, default_value=default, description=description,
                                     choices=choices)

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
        argument('rviz', 'false', 'Start rviz2 with config/fer.rviz', ['true', 'false']),
        argument('log_level', 'info', 'Log level', list(LEVELS)),
    ]
