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

"""The publications or subscriptions of all processes that are known now."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

from cyclonedds.builtin import BuiltinDataReader
from cyclonedds.core import InstanceState, Policy
from cyclonedds.internal import dds_c_t
from cyclonedds.qos import _CQos
from fer_ros.embedded.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

_AT_ONCE = 100


@dataclass(frozen=True)
class Endpoint:
    """A publication or subscription; the names are those of DDS."""

    topic_name: str
    type_name: str
    gid: bytes
    qos: QoSProfile


class Endpoints:
    """
    What a built-in topic of DDS tells about the publications or subscriptions.

    Each change is taken from the reader once: it would keep those that are gone forever, and give
    all of them with each reading.
    """

    def __init__(self, participant: Any, topic: Any) -> None:
        """Start listening to BuiltinTopicDcpsPublication or BuiltinTopicDcpsSubscription."""
        self._reader = _Reader(participant, topic)
        self._known: dict[int, Endpoint] = {}

    def known(self) -> list[Endpoint]:
        """Return those that are there now; only one thread may call it at a time."""
        while samples := self._reader.take(N=_AT_ONCE):
            for sample in samples:
                info = sample.sample_info
                if info.instance_state != InstanceState.Alive:
                    self._known.pop(info.instance_handle, None)
                elif info.valid_data:
                    self._known[info.instance_handle] = Endpoint(
                        sample.topic_name, sample.type_name, sample.key.bytes, sample.qos)
        return list(self._known.values())


class _Reader(BuiltinDataReader):
    """
    Gives the QoS as a QoSProfile with reliability and durability.

    cyclonedds 11.0 loses the memory of the user data of each endpoint whose whole QoS it converts.
    """

    def _make_constructors(self) -> None:
        super()._make_constructors()
        self._cqos_conv = _profile


def _profile(address: int) -> QoSProfile:
    """Return a dds_qos_t."""
    qos = ctypes.cast(address, dds_c_t.qos_p)
    reliable = _CQos._get_p_reliability(qos)
    lasting = _CQos._get_p_durability(qos)
    return QoSProfile(
        reliability=ReliabilityPolicy.BEST_EFFORT if reliable == Policy.Reliability.BestEffort
        else ReliabilityPolicy.RELIABLE,
        durability=DurabilityPolicy.VOLATILE if lasting == Policy.Durability.Volatile
        else DurabilityPolicy.TRANSIENT_LOCAL)
