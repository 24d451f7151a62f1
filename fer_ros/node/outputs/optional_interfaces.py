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

"""Messages of packages that fer_ros does not depend on."""

from __future__ import annotations

import os

from fer_ros import ros
from fer_ros.values.errors import MissingDependencyError

# Where apt has no packages of these names (2026-11)
_NOT_PACKAGED = {'hri_msgs': ('kilted',)}
# The owner of packages that cannot be installed with apt
_OWNERS = {'hri_msgs': 'ros4hri'}


def optional_interface(name: str, needed_for: str):
    """
    Return the class of a message of an optional package, such as `hri_msgs/msg/IdsList`.

    :param needed_for: what does not work without it, for the message
    :raises MissingDependencyError: if it is not installed, or is another package's of this name
    """
    package = name.split('/')[0]
    try:
        message = ros.interface(name)
    except Exception as error:  # ImportError and AttributeError with rclpy
        raise MissingDependencyError(
            f'{needed_for} needs {package}, which is not installed ({error}): '
            f'{_how_to_install(package)}') from error
    if 'key' in message.get_fields_and_field_types():
        raise MissingDependencyError(
            f'{needed_for} needs {package} of ROS4HRI, but the {package} that is installed is '
            "another package of that name (eProsima's, whose messages have a field `key`): "
            f'{_how_to_install(package)} and remove the other from the workspace')
    return message


def _how_to_install(package: str) -> str:
    distribution = os.environ.get('ROS_DISTRO') or 'DISTRIBUTION'
    if distribution in _NOT_PACKAGED.get(package, ()):
        return (f'{distribution.capitalize()} has no such apt package, so build '
                f'https://github.com/{_OWNERS[package]}/{package} in the workspace')
    return f"sudo apt install ros-{distribution}-{package.replace('_', '-')}"
