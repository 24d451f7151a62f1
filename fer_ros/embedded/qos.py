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

"""Quality of service, with the names of rclpy.qos."""

from __future__ import annotations

from dataclasses import dataclass
import enum


class ReliabilityPolicy(enum.IntEnum):
    """Whether lost messages are sent again."""

    RELIABLE = 1
    BEST_EFFORT = 2


class DurabilityPolicy(enum.IntEnum):
    """Whether late subscribers receive messages that were published before."""

    TRANSIENT_LOCAL = 1
    VOLATILE = 2


class HistoryPolicy(enum.IntEnum):
    """Which messages are kept for delivery: the last `depth`, or all."""

    KEEP_LAST = 1
    KEEP_ALL = 2


@dataclass(frozen=True, kw_only=True)
class QoSProfile:
    """The policies of a publisher or subscription; the defaults are those of rclpy."""

    depth: int = 10
    reliability: ReliabilityPolicy = ReliabilityPolicy.RELIABLE
    durability: DurabilityPolicy = DurabilityPolicy.VOLATILE
    history: HistoryPolicy = HistoryPolicy.KEEP_LAST

    def __post_init__(self) -> None:
        """Check the depth."""
        if self.history == HistoryPolicy.KEEP_LAST and self.depth < 1:
            raise ValueError(f'the depth of a QoS profile must be at least 1, not {self.depth}')


def as_profile(qos: QoSProfile | int) -> QoSProfile:
    """Return a profile; a number is the depth of the default profile, as in rclpy."""
    return QoSProfile(depth=qos) if isinstance(qos, int) else qos


qos_profile_sensor_data = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
