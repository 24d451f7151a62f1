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

"""~/detections: the faces as vision_msgs, for other perception software."""

from __future__ import annotations

from fer_ros import ros
from fer_ros.node.detection_messages import DetectionMessages
from fer_ros.node.outputs.output import Frame, TopicOutput
from fer_ros.values.errors import MissingDependencyError

QOS = ros.QoSProfile(depth=10)


class DetectionsOutput(TopicOutput):
    """Publishes a Detection2DArray for every frame."""

    def __init__(self, node: ros.Node) -> None:
        """
        Create the publisher.

        :raises MissingDependencyError: if vision_msgs is not installed
        """
        self._messages = DetectionMessages(2)
        super().__init__(node, self._messages.array, '~/detections', QOS)

    @classmethod
    def create(cls, node, settings, depth) -> DetectionsOutput | None:
        """Return the output; None without vision_msgs, which nobody who lacks it can want."""
        try:
            return cls(node)
        except MissingDependencyError:
            return None

    def publish(self, frame: Frame) -> None:
        """Publish the detections of a frame."""
        if self.wanted:
            self._publisher.publish(
                self._messages.in_image(frame.header, frame.emotions, frame.size))
