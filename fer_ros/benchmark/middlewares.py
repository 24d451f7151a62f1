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

"""The installed middlewares: the embedded runtime and those of ROS 2."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from fer_ros.values.errors import SettingError

EMBEDDED = 'embedded'


def middlewares() -> list[str]:
    """Return `embedded` and the names of the RMW implementations of a sourced ROS 2."""
    names = [EMBEDDED] if find_spec('cyclonedds') else []
    if find_spec('rclpy') and find_spec('ament_index_python'):
        from ament_index_python import get_resources

        # Excluded are rmw_implementation, which only loads one of them, and a variant of Fast DDS.
        names += sorted(name for name in get_resources('rmw_typesupport')
                        if name.endswith('_cpp') and 'dynamic' not in name)
    return names


def chosen(names: Sequence[str]) -> list[str]:
    """
    Return these middlewares, or all installed ones if none is named.

    :param names: each may be a pair, as in `embedded:rmw_fastrtps_cpp`
    :raises SettingError: if one is not installed
    """
    installed = middlewares()
    for name in names:
        for part in name.split(':'):
            if part not in installed:
                raise SettingError(f"the middleware '{part}' is not installed; installed: "
                                   f"{', '.join(installed) or 'none'}")
    return list(names) or installed


def environment(name: str) -> dict[str, str]:
    """Return the environment variables that select a middleware."""
    if name == EMBEDDED:
        return {'FER_ROS_RUNTIME': 'embedded'}
    return {'FER_ROS_RUNTIME': 'rclpy', 'RMW_IMPLEMENTATION': name}
