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

"""QoS overrides by parameters, with the names of rclpy.qos_overriding_options."""

from __future__ import annotations

from dataclasses import replace
import enum
from typing import Any

from fer_ros.embedded.errors import InvalidParameterValueException
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.qos import HistoryPolicy, QoSProfile, ReliabilityPolicy

_ENUMS = {'history': HistoryPolicy, 'reliability': ReliabilityPolicy}


class QoSPolicyKind(enum.Enum):
    """The policies that may be overridden."""

    HISTORY = 'history'
    DEPTH = 'depth'
    RELIABILITY = 'reliability'


class QoSOverridingOptions:
    """The policies that parameters may override."""

    def __init__(self, policy_kinds) -> None:
        """Keep the given QoSPolicyKind values."""
        self.policy_kinds = tuple(policy_kinds)

    @classmethod
    def with_default_policies(cls) -> QoSOverridingOptions:
        """Allow history, depth and reliability."""
        return cls(QoSPolicyKind)


def with_overrides(node, topic: str, kind: str, profile: QoSProfile,
                   options: QoSOverridingOptions) -> QoSProfile:
    """
    Return the profile with the values of the read-only parameters `qos_overrides.<topic>...`.

    :param kind: `subscription` or `publisher`
    :raises InvalidParameterValueException: if a value is invalid
    """
    changes: dict[str, Any] = {}
    for policy in options.policy_kinds:
        field = policy.value
        default = getattr(profile, field)
        name = f'qos_overrides.{topic}.{kind}.{field}'
        if not node.has_parameter(name):
            node.declare_parameter(
                name, default if field == 'depth' else default.name.lower(),
                interface('rcl_interfaces/msg/ParameterDescriptor')(read_only=True))
        value = node.get_parameter(name).value
        changes[field] = _policy(name, _ENUMS[field], value) if field in _ENUMS else value
    try:
        return replace(profile, **changes)
    except ValueError as error:
        raise InvalidParameterValueException(
            f'qos_overrides.{topic}.{kind}: {error}') from error


def _policy(name: str, kind: type[enum.IntEnum], value: str) -> enum.IntEnum:
    allowed = {policy.name.lower(): policy for policy in kind}
    if value not in allowed:
        raise InvalidParameterValueException(
            f"{name} must be one of {', '.join(allowed)}, but is '{value}'")
    return allowed[value]
