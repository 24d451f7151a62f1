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
"""Checks of the launch arguments before anything starts."""

from __future__ import annotations

from collections.abc import Collection
import difflib
import os
from pathlib import Path
import sys

from ament_index_python.packages import get_package_share_directory, PackageNotFoundError
from fer_ros.values.errors import MissingDependencyError, SettingError
from launch import LaunchContext


def check_names(context: LaunchContext, file: str, known: Collection[str]) -> None:
    """
    Reject arguments of the command line that a launch file does not have.

    If another launch file includes this one, the arguments are those of the other file: only
    `ros2 launch ... FILE` is checked.

    :raises SettingError: that names the nearest argument
    """
    if not any(Path(word).name == file for word in sys.argv):
        return
    for word in context.argv:
        name, separator, _ = word.partition(':=')
        if separator:
            check_name(name, file, known)


def check_name(name: str, file: str, known: Collection[str]) -> None:
    """
    Reject an argument that a launch file does not have.

    :raises SettingError: that names the nearest argument
    """
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = (f"did you mean '{near[0]}'?" if near else
                'parameters of the node that have no argument belong in params_file;')
        raise SettingError(f"{file} has no argument '{name}': {hint} `ros2 launch fer_ros {file} "
                           '--show-args` lists the arguments')


def check_installed(package: str, remedy: str) -> None:
    """
    Check that a ROS package is installed.

    :raises MissingDependencyError: with the remedy if it is not
    """
    try:
        get_package_share_directory(package)
    except PackageNotFoundError:
        raise MissingDependencyError(
            f'the package {package} is not installed: {remedy}') from None


def distribution() -> str:
    """Return the ROS distribution that is sourced."""
    return os.environ.get('ROS_DISTRO', 'jazzy')


def parse_bool(name: str, text: str) -> bool:
    """
    Return the boolean that a text stands for.

    :raises SettingError: if the text is neither true nor false
    """
    if text.lower() not in ('true', 'false'):
        raise SettingError(f"{name} must be true or false, but is '{text}'")
    return text.lower() == 'true'


def parse_depth(name: str, text: str) -> int:
    """
    Return the length of a queue.

    :raises SettingError: if the text is not a whole number from 1
    """
    if not text.isdecimal() or int(text) < 1:
        raise SettingError(f"{name} must be a whole number from 1, but is '{text}'")
    return int(text)


def parse_port(name: str, text: str) -> int:
    """
    Return a port.

    :raises SettingError: if the text is not a whole number from 0 to 65535
    """
    if not text.isdecimal() or int(text) > 65535:
        raise SettingError(f"{name} must be a port from 0 to 65535, but is '{text}'")
    return int(text)


def parse_seconds(name: str, text: str) -> float:
    """
    Return seconds.

    :raises SettingError: if the text is not a number from 0 to 3600
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 3600.0:
        raise SettingError(f"{name} must be seconds from 0 to 3600, but is '{text}'")
    return seconds
