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

"""The outputs of the node as one, and the annotated image, which is drawn in its own thread."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros import ros
from fer_ros.codec import encode_compressed, LazyImage
from fer_ros.drawing import annotate
from fer_ros.node.depth_input import DepthInput
from fer_ros.node.messages import filled, Image, image_message
from fer_ros.node.outputs import create_outputs, Frame, has_subscribers
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.node_settings import NodeSettings

CompressedImage = ros.interface('sensor_msgs/msg/CompressedImage')

# Fast DDS subscribers hang on large images of a reliable publisher with a smaller depth.
ANNOTATED_QOS = ros.QoSProfile(depth=5)


class Publishers:
    """All that the node publishes; it sends only what somebody subscribes to."""

    def __init__(self, node: ros.Node, settings: NodeSettings) -> None:
        """Create the publishers that the settings ask for, and the inputs that they need."""
        self._node = node
        self.depth = DepthInput(node) if settings.depth else None
        self._outputs = create_outputs(node, settings, self.depth)
        self._annotated = node.create_publisher(Image, '~/image_annotated', ANNOTATED_QOS)
        self._compressed = node.create_publisher(
            CompressedImage, node.resolve_topic_name('~/image_annotated') + '/compressed',
            ANNOTATED_QOS)

    def close(self) -> None:
        """Destroy the publishers."""
        for publisher in (self._annotated, self._compressed):
            self._node.destroy_publisher(publisher)
        for output in self._outputs:
            output.close()
        if self.depth is not None:
            self.depth.close()

    def check(self) -> None:
        """Adapt to the publishers of the depth images; call it about once a second."""
        if self.depth is not None:
            self.depth.check()
        for output in self._outputs:
            output.check()

    def has_subscribers(self, settings: NodeSettings) -> bool:
        """Return whether anybody subscribes to what would be published."""
        return (any(output.wanted for output in self._outputs)
                or (settings.annotate and self.annotated_has_subscribers()))

    def annotated_has_subscribers(self) -> bool:
        """Return whether anybody subscribes to the annotated image, raw or compressed."""
        return has_subscribers(self._annotated) or has_subscribers(self._compressed)

    def publish(self, frame: Frame, *, urgent: bool) -> None:
        """
        Publish the results of a frame: what is urgent, or the rest but the annotated image.

        All outputs publish, and then the first error is raised.
        """
        errors = []
        for output in self._outputs:
            if output.urgent == urgent:
                try:
                    output.publish(frame)
                except Exception as error:
                    errors.append(error)
        if errors:
            raise errors[0]

    def pause(self) -> None:
        """Note that no images are processed from now on, until the next frame."""
        for output in self._outputs:
            output.pause()

    def publish_annotated(self, header, image: LazyImage,
                          emotions: Sequence[FaceEmotion]) -> None:
        """Publish the image with the emotions drawn into it, raw, compressed or both."""
        raw, compressed = map(has_subscribers, (self._annotated, self._compressed))
        if not raw and not compressed:
            return
        drawn = annotate(image.whole(), emotions)
        if raw:
            self._annotated.publish(image_message(header, drawn))
        if compressed:
            self._compressed.publish(filled(CompressedImage(header=header),
                                            encode_compressed(drawn)))
