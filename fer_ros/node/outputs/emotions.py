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

"""~/emotions: everything that is known about each face."""

from __future__ import annotations

from fer_ros import ros
from fer_ros.node.messages import emotion_array, EmotionArray
from fer_ros.node.outputs.output import Frame, TopicOutput
from fer_ros.pipeline.filtering import reported_labels

QOS = ros.QoSProfile(depth=10)


class EmotionsOutput(TopicOutput):
    """Publishes an EmotionArray for every frame."""

    urgent = True

    def __init__(self, node: ros.Node) -> None:
        """Create the publisher."""
        super().__init__(node, EmotionArray, '~/emotions', QOS)

    @classmethod
    def create(cls, node, settings, depth) -> EmotionsOutput:
        """Return the output."""
        return cls(node)

    def publish(self, frame: Frame) -> None:
        """Publish the emotions of a frame."""
        if self.wanted:
            self._publisher.publish(emotion_array(
                frame.header, frame.emotions, frame.size, detector=frame.detector,
                model=frame.model, processing_time=frame.processing_time,
                labels=reported_labels(frame.settings)))
