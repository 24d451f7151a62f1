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

"""The publishers of the results; they send only what somebody subscribes to."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros import ros
from fer_ros.codec import encode_compressed, LazyImage
from fer_ros.drawing import annotate
from fer_ros.node.depth_input import DepthInput
from fer_ros.node.markers import face_markers, MarkerArray
from fer_ros.node.messages import emotion_array, EmotionArray, filled, Image, image_message
from fer_ros.values.faces import FaceEmotion

CompressedImage = ros.interface('sensor_msgs/msg/CompressedImage')

EMOTIONS_QOS = ros.QoSProfile(depth=10)
# Fast DDS subscribers hang on large images of a reliable publisher with a smaller depth.
ANNOTATED_QOS = ros.QoSProfile(depth=5)


class Publishers:
    """The publishers of ~/emotions, ~/image_annotated, raw and compressed, and ~/markers."""

    def __init__(self, node: ros.Node, *, depth: bool) -> None:
        """Create the publishers; `depth` adds the markers and the inputs that they need."""
        self._node = node
        self._emotions = node.create_publisher(EmotionArray, '~/emotions', EMOTIONS_QOS)
        self._annotated = node.create_publisher(Image, '~/image_annotated', ANNOTATED_QOS)
        self._compressed = node.create_publisher(
            CompressedImage, node.resolve_topic_name('~/image_annotated') + '/compressed',
            ANNOTATED_QOS)
        self._depth = DepthInput(node) if depth else None
        self._markers = node.create_publisher(MarkerArray, '~/markers', 10) if depth else None

    def close(self) -> None:
        """Destroy the publishers."""
        for publisher in (self._emotions, self._annotated, self._compressed, self._markers):
            if publisher is not None:
                self._node.destroy_publisher(publisher)
        if self._depth is not None:
            self._depth.close()

    def check_inputs(self) -> None:
        """Adapt to the publishers of the depth images; call it about once a second."""
        if self._depth is not None:
            self._depth.check()

    def has_subscribers(self, settings) -> bool:
        """Return whether anybody subscribes to what would be published."""
        return (_has_subscribers(self._emotions) or _has_subscribers(self._markers)
                or (settings.annotate and self.annotated_has_subscribers()))

    def annotated_has_subscribers(self) -> bool:
        """Return whether anybody subscribes to the annotated image, raw or compressed."""
        return _has_subscribers(self._annotated) or _has_subscribers(self._compressed)

    def publish_emotions(self, header, emotions: Sequence[FaceEmotion],
                         image_size: tuple[int, int], **about) -> None:
        """Publish an EmotionArray; `about` are the other arguments of `emotion_array`."""
        if _has_subscribers(self._emotions):
            self._emotions.publish(emotion_array(header, emotions, image_size, **about))

    def publish_annotated(self, header, image: LazyImage,
                          emotions: Sequence[FaceEmotion]) -> None:
        """Publish the image with the emotions drawn into it, raw, compressed or both."""
        raw, compressed = map(_has_subscribers, (self._annotated, self._compressed))
        if not raw and not compressed:
            return
        drawn = annotate(image.whole(), emotions)
        if raw:
            self._annotated.publish(image_message(header, drawn))
        if compressed:
            self._compressed.publish(filled(CompressedImage(header=header),
                                            encode_compressed(drawn)))

    def publish_markers(self, header, emotions: Sequence[FaceEmotion],
                        image_size: tuple[int, int]) -> None:
        """Publish the positions of the faces, if there are depth images."""
        if (self._depth is not None and self._markers is not None
                and _has_subscribers(self._markers)):
            positions = self._depth.positions(header, emotions, image_size)
            self._markers.publish(face_markers(header, emotions, positions))


def _has_subscribers(publisher) -> bool:
    try:
        return publisher is not None and publisher.get_subscription_count() > 0
    except Exception:  # the type depends on the middleware
        if ros.ok():
            raise
        return False  # Ctrl-C has ended the context in the middle of a callback
