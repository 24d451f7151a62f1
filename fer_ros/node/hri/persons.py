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

"""An anonymous person for each face, for consumers that only look at persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros import ros
from fer_ros.node.hri.messages import HriMessages
from fer_ros.node.outputs.output import has_subscribers

Bool = ros.interface('std_msgs/msg/Bool')
String = ros.interface('std_msgs/msg/String')

LISTS = 'tracked', 'known'
LIST_QOS = ros.QoSProfile(depth=10)
LATCHED = ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL)
PREFIX = 'anonymous_'


class Persons:
    """The topics below /humans/persons; the person of face f1 is `anonymous_f1`."""

    def __init__(self, node: ros.Node, messages: HriMessages) -> None:
        """Create the publishers of the lists."""
        self._node, self._messages = node, messages
        self._lists = [node.create_publisher(messages.ids, f'/humans/persons/{name}', LIST_QOS)
                       for name in LISTS]
        self._faces: dict[str, list[Any]] = {}

    @property
    def wanted(self) -> bool:
        """Return whether somebody subscribes to the lists."""
        return any(map(has_subscribers, self._lists))

    def add(self, face_id: str) -> None:
        """Create the topics of the person with this face."""
        name = f'/humans/persons/{PREFIX}{face_id}'
        face, anonymous = (
            ros.create_short_lived_publisher(self._node, kind, f'{name}/{short}', LATCHED)
            for kind, short in ((String, 'face_id'), (Bool, 'anonymous')))
        face.publish(String(data=face_id))
        anonymous.publish(Bool(data=True))
        self._faces[face_id] = [face, anonymous]

    def remove(self, face_id: str) -> None:
        """Destroy the topics of the person with this face."""
        for publisher in self._faces.pop(face_id):
            self._node.destroy_publisher(publisher)

    def publish(self, header, face_ids: Sequence[str]) -> None:
        """Publish which persons are there."""
        for publisher in self._lists:
            if has_subscribers(publisher):
                publisher.publish(self._messages.ids_list(
                    header, [f'{PREFIX}{face_id}' for face_id in face_ids]))

    def close(self) -> None:
        """Destroy all publishers."""
        for face_id in list(self._faces):
            self.remove(face_id)
        for publisher in self._lists:
            self._node.destroy_publisher(publisher)
