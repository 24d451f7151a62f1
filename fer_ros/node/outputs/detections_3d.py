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

"""~/detections_3d: the faces in space as vision_msgs, with depth images."""

from __future__ import annotations

from fer_ros import ros
from fer_ros.node.depth_input import DepthInput
from fer_ros.node.detection_messages import DetectionMessages
from fer_ros.node.outputs.output import Frame, TopicOutput
from fer_ros.values.errors import MissingDependencyError

QOS = ros.QoSProfile(depth=10)


class Detections3dOutput(TopicOutput):
    """Publishes a Detection3DArray for every frame."""

    def __init__(self, node: ros.Node, depth: DepthInput) -> None:
        """
        Create the publisher.

        :raises MissingDependencyError: if vision_msgs is not installed
        """
        self._depth, self._messages = depth, DetectionMessages(3)
        super().__init__(node, self._messages.array, '~/detections_3d', QOS)

    @classmethod
    def create(cls, node, settings, depth) -> Detections3dOutput | None:
        """Return the output; None without depth images or without vision_msgs."""
        try:
            return None if depth is None else cls(node, depth)
        except MissingDependencyError:
            return None

    def publish(self, frame: Frame) -> None:
        """Publish the detections of a frame."""
        camera = self._depth.camera
        if camera is not None and self.wanted:
            self._publisher.publish(self._messages.in_space(
                frame.header, frame.emotions, frame.positions, frame.size, camera))
