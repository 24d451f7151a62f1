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

"""The reliability of a subscription to images."""

from __future__ import annotations

from collections.abc import Iterable

from fer_ros import ros
from fer_ros.node.dds_vendor import is_fastdds
from fer_ros.values.errors import SettingError

BEST_AVAILABLE = 'best_available'
_POLICIES = {
    'reliable': ros.ReliabilityPolicy.RELIABLE, 'best_effort': ros.ReliabilityPolicy.BEST_EFFORT,
    'system_default': ros.ReliabilityPolicy.RELIABLE, BEST_AVAILABLE: None}


def best_reliability(publishers: Iterable,
                     middleware: str = ros.MIDDLEWARE) -> ros.ReliabilityPolicy:
    """
    Return reliable if every publisher offers it, else best effort, which matches all of them.

    With best effort most images of 640x480 are lost on Fast DDS, and of 1280x720 on Cyclone DDS.
    A reliable subscription does not match a publisher that offers only best effort. BEST_AVAILABLE
    of rclpy (not on Humble) chooses in the same way, but once, when the subscription is created.

    A subscription on Fast DDS to a publisher of another implementation is best effort: with a
    reliable subscription it gets the same images later, and Fast DDS 2.14 was seen to hang for
    ever.

    :param publishers: of the topic, as `get_publishers_info_by_topic` returns them
    :param middleware: of the subscription
    """
    known = list(publishers)
    reliable = bool(known) and all(
        publisher.qos_profile.reliability == ros.ReliabilityPolicy.RELIABLE
        and (is_fastdds(publisher) or 'fastrtps' not in middleware) for publisher in known)
    return ros.ReliabilityPolicy.RELIABLE if reliable else ros.ReliabilityPolicy.BEST_EFFORT


def overridden_reliability(node: ros.Node, topic: str) -> ros.ReliabilityPolicy | None:
    """
    Return the reliability that the user has set for a subscription; None if it is automatic.

    The read-only parameter has the name that rclpy's QoSOverridingOptions gives it. These options
    themselves cannot tell a value that the user has set from the default.

    :param topic: full name
    :raises SettingError: if the value is unknown
    """
    name = f'qos_overrides.{topic}.subscription.reliability'
    if not node.has_parameter(name):
        node.declare_parameter(name, BEST_AVAILABLE, ros.ParameterDescriptor(
            name=name, read_only=True,
            description=f'Reliability of the subscription to {topic}: one of '
                        f"{', '.join(_POLICIES)}"))
    value = node.get_parameter(name).value
    if value not in _POLICIES:
        raise SettingError(f"{name} must be one of {', '.join(_POLICIES)}, but is '{value}'")
    return _POLICIES[value]
