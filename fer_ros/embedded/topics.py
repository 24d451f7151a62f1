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

"""DDS topics that share what Cyclone DDS knows of their type."""

from __future__ import annotations

import ctypes
from typing import Any

from cyclonedds.core import DDSException, Entity
from cyclonedds.topic import Topic


def _function(name: str, result: Any, *arguments: Any) -> Any:
    """Return a function of Cyclone DDS."""
    return ctypes.CFUNCTYPE(result, *arguments)((name, Topic._dll_handle))


_ENTITY, _TYPE = ctypes.c_int32, ctypes.c_void_p  # dds_entity_t, struct ddsi_sertype *
_get_type = _function('dds_get_entity_sertype', ctypes.c_int32, _ENTITY, ctypes.POINTER(_TYPE))
_add_reference = _function('ddsi_sertype_ref', _TYPE, _TYPE)
_drop_reference = _function('ddsi_sertype_unref', None, _TYPE)
_create_topic = _function('dds_create_topic_sertype', _ENTITY, _ENTITY, ctypes.c_char_p,
                          ctypes.POINTER(_TYPE), ctypes.c_void_p, ctypes.c_void_p,
                          ctypes.c_void_p)


class Topics:
    """
    Creates the topics of a participant.

    With each topic of a type that another topic has, cyclonedds 11.0 describes the type anew and
    loses the memory of the description before (`init_cdrstream_descriptor` in its pysertype.c).
    So only the first topic of a type, which is kept, is made by it.
    """

    def __init__(self, participant: Any) -> None:
        """Take the participant."""
        self._participant = participant
        self._first: dict[type, Topic] = {}

    def create(self, name: str, data_type: type) -> Topic:
        """Return a topic; `data_type` is the Cyclone type of its messages."""
        first = self._first.get(data_type)
        if first is None:
            self._first[data_type] = first = Topic(self._participant, name, data_type)
            return first
        return _TopicOfSameType(self._participant, name, first)

    def close(self) -> None:
        """Forget the types."""
        self._first.clear()


class _TopicOfSameType(Topic):
    """A topic of the type of another one."""

    def __init__(self, participant: Any, name: str, other: Topic) -> None:
        self.data_type = other.data_type
        shared = _TYPE()
        error = _get_type(other._ref, ctypes.byref(shared))
        if error < 0:
            raise DDSException(error, f'Occurred while creating the topic {name}')
        # The new topic takes over this reference, unless it cannot be made.
        _add_reference(shared)
        topic = _create_topic(participant._ref, name.encode(), ctypes.byref(shared),
                              None, None, None)
        if topic < 0:
            _drop_reference(shared)
        Entity.__init__(self, topic)
        self._keepalive_entities = [self.participant]
