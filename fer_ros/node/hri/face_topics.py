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

"""The topics of one face below /humans/faces."""

from __future__ import annotations

from fer_ros import ros
from fer_ros.node.hri.crops import aligned, cropped
from fer_ros.node.hri.messages import HriMessages
from fer_ros.node.messages import Image, image_message
from fer_ros.node.outputs.output import Frame, has_subscribers
from fer_ros.values.faces import FaceEmotion

QOS = ros.QoSProfile(depth=10)
IMAGE_QOS = ros.QoSProfile(depth=5)


class FaceTopics:
    """
    The publishers of one face; each sends only while somebody subscribes.

    `last_seen` is the time of the last frame with the face, seconds.
    """

    def __init__(self, node: ros.Node, messages: HriMessages, face_id: str) -> None:
        """Create the publishers."""
        self._node, self._messages = node, messages
        self.last_seen = 0.0

        def create(kind, name, qos=QOS):
            return ros.create_short_lived_publisher(
                node, kind, f'/humans/faces/{face_id}/{name}', qos)

        self._roi = create(messages.region, 'roi')
        self._landmarks = create(messages.landmarks, 'landmarks')
        self._expression = create(messages.expression, 'expression')
        self._cropped = create(Image, 'cropped', IMAGE_QOS)
        self._aligned = create(Image, 'aligned', IMAGE_QOS)

    @property
    def _publishers(self) -> tuple:
        return self._roi, self._landmarks, self._expression, self._cropped, self._aligned

    @property
    def wanted(self) -> bool:
        """Return whether somebody subscribes to one of them."""
        return any(map(has_subscribers, self._publishers))

    def publish(self, frame: Frame, emotion: FaceEmotion) -> None:
        """Publish the results of a frame."""
        self.last_seen, header, size = frame.seconds, frame.header, frame.size
        if has_subscribers(self._roi):
            self._roi.publish(self._messages.roi(header, emotion, size))
        if has_subscribers(self._landmarks):
            self._landmarks.publish(self._messages.facial_landmarks(header, emotion, size))
        if has_subscribers(self._expression):
            expression = self._messages.face_expression(header, emotion)
            if expression is not None:
                self._expression.publish(expression)
        if not frame.settings.anonymize:
            self._publish_crops(frame, emotion)

    def _publish_crops(self, frame: Frame, emotion: FaceEmotion) -> None:
        for publisher, cut in ((self._cropped, cropped), (self._aligned, aligned)):
            if has_subscribers(publisher):
                crop = cut(frame.image, emotion.face)
                if crop is not None:
                    publisher.publish(image_message(frame.header, crop))

    def close(self) -> None:
        """Destroy the publishers."""
        for publisher in self._publishers:
            self._node.destroy_publisher(publisher)
