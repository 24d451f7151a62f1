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

"""The faces for ROS4HRI (REP-155), below /humans/faces."""

from __future__ import annotations

from typing import Any

from fer_ros import ros
from fer_ros.events import APPEARED, FaceEvents, LEFT
from fer_ros.node.hri.face_topics import FaceTopics
from fer_ros.node.hri.messages import HriMessages
from fer_ros.node.hri.persons import Persons
from fer_ros.node.hri.transforms import face_transforms
from fer_ros.node.outputs.output import Frame, has_subscribers, Output

QOS = ros.QoSProfile(depth=10)
# Consumers forget a face as soon as the list lacks it, so a face that a few detections miss stays.
RETENTION_S = 0.3


class HriOutput(Output):
    """
    Publishes the list of the tracked faces with every frame, and the topics of each face.

    The topics of a face exist before the list names it, and until it has left for good, so that
    no consumer waits for a topic that does not exist. Subscribers of /tf alone do not count:
    every robot has some.
    """

    def __init__(self, node: ros.Node, settings) -> None:
        """
        Create the publishers of the list and of the persons.

        :raises MissingDependencyError: if hri_msgs is not installed
        """
        self._node, self._messages = node, HriMessages()
        self._tracked = node.create_publisher(self._messages.ids, '/humans/faces/tracked', QOS)
        self._transforms = face_transforms(node)
        self._persons = Persons(node, self._messages) if settings.hri_persons else None
        self._events = FaceEvents(hold=0.0, timeout=settings.track_timeout)
        # Replaced, never changed: `wanted` reads it in another thread.
        self._faces: dict[str, FaceTopics] = {}
        self._header: Any = None

    @classmethod
    def create(cls, node, settings, depth) -> HriOutput | None:
        """Return the output; None without the setting `hri`."""
        return cls(node, settings) if settings.hri else None

    @property
    def wanted(self) -> bool:
        """Return whether somebody subscribes to a list or to a topic of a face."""
        return (has_subscribers(self._tracked)
                or (self._persons is not None and self._persons.wanted)
                or any(face.wanted for face in self._faces.values()))

    def publish(self, frame: Frame) -> None:
        """Publish the faces of a frame, then the list, then where they are."""
        self._header = frame.header
        self._events.set_times(hold=0.0, timeout=frame.settings.track_timeout)
        self._follow(self._events.update(frame.seconds, frame.emotions))
        for emotion in frame.emotions:
            self._faces[emotion.face_id].publish(frame, emotion)
        self._publish_lists([face_id for face_id, face in self._faces.items()
                             if frame.seconds - face.last_seen <= RETENTION_S])
        if self._transforms is not None:
            self._transforms.publish(frame)

    def _follow(self, events) -> None:
        """Create the topics of new faces, and destroy those of faces that have left."""
        for event in events:
            face_id = event.face_id
            if event.kind == APPEARED:
                self._faces = {**self._faces,
                               face_id: FaceTopics(self._node, self._messages, face_id)}
                if self._persons is not None:
                    self._persons.add(face_id)
            elif event.kind == LEFT:
                gone, self._faces = self._faces[face_id], {
                    other: face for other, face in self._faces.items() if other != face_id}
                gone.close()
                if self._persons is not None:
                    self._persons.remove(face_id)

    def _publish_lists(self, face_ids: list[str]) -> None:
        if has_subscribers(self._tracked):
            self._tracked.publish(self._messages.ids_list(self._header, face_ids))
        if self._persons is not None:
            self._persons.publish(self._header, face_ids)

    def pause(self) -> None:
        """Publish that no face is tracked, and destroy the topics of all."""
        if self._header is not None:
            self._publish_lists([])
        self._follow(self._events.end())

    def check(self) -> None:
        """Look after the calibration of the camera."""
        if self._transforms is not None:
            self._transforms.check()

    def close(self) -> None:
        """Destroy all publishers."""
        self._node.destroy_publisher(self._tracked)
        for face in self._faces.values():
            face.close()
        for part in (self._transforms, self._persons):
            if part is not None:
                part.close()
