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
"""
Rejects parameters that the node does not accept.

ROS 2 ignores parameters that a node does not declare: a misspelt `anonymize` would leave the faces
visible.
"""

from __future__ import annotations

from pathlib import Path
import re
from typing import Any

from fer_ros.parameter_files.files import load_parameters, matches
from fer_ros.values.errors import SettingError
from fer_ros.values.node_settings import NodeSettings

# Parameters that every node has
_COMMON = ('use_sim_time', 'start_type_description_service')
_QOS = re.compile(r'qos_overrides\./.+\.(publisher|subscription)(_\w+)?\.'
                  r'(reliability|history|depth|durability|deadline|lifespan|liveliness'
                  r'|liveliness_lease_duration|avoid_ros_namespace_conventions)')


def check_parameter(name: str, value: Any) -> None:
    """
    Check the name, the type and the value of a parameter of the node `fer`.

    :raises SettingError: if the node has no such parameter or does not allow the value
    """
    if name in _COMMON or _QOS.fullmatch(name):
        return
    if name.startswith('qos_overrides.'):
        raise SettingError(f"'{name}' must be qos_overrides./TOPIC.subscription.POLICY, as in "
                           'qos_overrides./image_raw.subscription.reliability')
    changed = NodeSettings().changed({name: value})
    # ROS 2 does not convert an integer into a floating point number.
    if isinstance(getattr(changed, name), float) and isinstance(value, int):
        raise SettingError(f'{name} must be of type float, but got {value}: write {value}.0')


def check_parameter_file(path: Path, full_name: str) -> None:
    """
    Check the parameters that a file holds for a node.

    :param full_name: the node's, such as `/robot/fer`
    :raises SettingError: if the file cannot be read, has only parameters for other nodes, or has
        one for this node that is unknown or not allowed
    """
    parameters = load_parameters(path)
    names = [(name, value) for pattern, name, value in parameters if matches(pattern, full_name)]
    if parameters and not names:
        patterns = ', '.join(dict.fromkeys(pattern for pattern, _, _ in parameters))
        raise SettingError(f"'{path}' has no parameters for the node {full_name}, but for "
                           f'{patterns}: the name above ros__parameters must be {full_name} '
                           'or /**')
    for name, value in names:
        try:
            check_parameter(name, value)
        except SettingError as error:
            raise SettingError(f"'{path}': {error}") from None
