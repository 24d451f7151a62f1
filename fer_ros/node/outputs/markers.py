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

"""~/markers: the positions of faces for rviz2."""

from __future__ import annotations

from fer_ros import ros
from fer_ros.node.markers import face_markers, MarkerArray
from fer_ros.node.outputs.output import Frame, TopicOutput

DEPTH = 10


class MarkersOutput(TopicOutput):
    """Publishes a MarkerArray with the faces whose position is known."""

    def __init__(self, node: ros.Node) -> None:
        """Create the publisher."""
        super().__init__(node, MarkerArray, '~/markers', DEPTH)

    @classmethod
    def create(cls, node, settings, depth) -> MarkersOutput | None:
        """Return the output; None without depth images."""
        return None if depth is None else cls(node)

    def publish(self, frame: Frame) -> None:
        """Publish the markers of a frame."""
        if self.wanted:
            self._publisher.publish(face_markers(frame.header, frame.emotions, frame.positions))
