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
"""The list of cameras of multi_camera.launch.py."""

from __future__ import annotations

from pathlib import Path

from fer_ros.launching.arguments import declare_arguments
from fer_ros.launching.checks import check_name, check_names
from fer_ros.values.errors import SettingError
from launch import LaunchContext
import yaml


def read_cameras(context: LaunchContext) -> list[dict[str, str]]:
    """
    Return the arguments of fer.launch.py for each camera of the file `cameras_file`.

    :raises SettingError: if the file cannot be read, or has a wrong entry
    """
    known = [argument.name for argument in declare_arguments()]
    check_names(context, 'multi_camera.launch.py', ['cameras_file', *known])
    path = Path(context.launch_configurations['cameras_file'])
    try:
        entries = yaml.safe_load(path.read_text(encoding='utf-8'))['cameras']
        names = [str(entry['name']) for entry in entries]
    # SafeLoader raises many types of errors for values after tags and for deep nesting.
    except Exception as error:
        raise SettingError(f"cannot read '{path}': expected `cameras:` and a list of entries, "
                           f'each with a `name` ({type(error).__name__}: {error})') from None
    if not names or len(set(names)) < len(names):
        raise SettingError(f"the cameras in '{path}' must have different names, but they are "
                           f'{names}')
    cameras = []
    for name, entry in zip(names, entries, strict=True):
        arguments = {key: _text(value) for key, value in entry.items() if key != 'name'}
        for key in arguments:
            try:
                check_name(str(key), 'fer.launch.py', known)
            except SettingError as error:
                raise SettingError(f"camera '{name}' in '{path}': {error}") from None
        cameras.append({'namespace': name, **arguments})
    return cameras


def _text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
