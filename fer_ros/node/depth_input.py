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

"""The depth image and the calibration that belong to the camera's images."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from fer_ros import ros
from fer_ros.codec.depth import decode_depth
from fer_ros.node.image_subscription import ImageSubscription
from fer_ros.node.messages import Image, stamp_seconds
from fer_ros.pipeline.position import face_position, PinholeCamera
from fer_ros.values.faces import FaceEmotion

CameraInfo = ros.interface('sensor_msgs/msg/CameraInfo')

_QOS = ros.QoSProfile(depth=5, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
# Largest difference between the stamps of an image and of the depth image that is used for it
MAX_DIFFERENCE_S = 0.2
_KEPT = 10

Position = tuple[float, float, float]


class DepthInput:
    """Subscriptions to depth/image_raw and depth/camera_info."""

    def __init__(self, node: ros.Node) -> None:
        """Start listening."""
        self._node = node
        self._images: deque = deque(maxlen=_KEPT)
        self._camera: PinholeCamera | None = None
        self._subscription = ImageSubscription(
            node, Image, node.resolve_topic_name('depth/image_raw'), self._on_depth,
            depth=_QOS.depth)
        self._subscription.open()
        self._camera_info = node.create_subscription(
            CameraInfo, 'depth/camera_info', self._on_camera, _QOS)

    def check(self) -> None:
        """Adapt to the publishers of the depth images; call it about once a second."""
        self._subscription.adapt(self._subscription.publishers())

    def close(self) -> None:
        """Stop listening."""
        self._subscription.close()
        self._node.destroy_subscription(self._camera_info)

    def _on_depth(self, message) -> None:
        self._images.append(message)

    def _on_camera(self, message) -> None:
        self._camera = pinhole_camera(message)

    @property
    def camera(self) -> PinholeCamera | None:
        """Return the calibration; None before it arrives."""
        return self._camera

    def positions(self, header, emotions: Sequence[FaceEmotion],
                  image_size: tuple[int, int]) -> list[Position | None]:
        """
        Return the position of each face in metres; None for a face whose position is not known.

        :raises ImageError: if the depth image cannot be decoded
        """
        stamp, camera = stamp_seconds(header), self._camera
        near = min(list(self._images), default=None,
                   key=lambda image: abs(stamp_seconds(image.header) - stamp))
        if (not emotions or camera is None or near is None
                or abs(stamp_seconds(near.header) - stamp) > MAX_DIFFERENCE_S):
            return [None] * len(emotions)
        depth = decode_depth(near)
        return [face_position(emotion.face.box, image_size, depth, camera)
                for emotion in emotions]


def pinhole_camera(message) -> PinholeCamera:
    """Return the calibration that a CameraInfo carries."""
    k = message.k
    return PinholeCamera(k[0], k[4], k[2], k[5], message.width, message.height)
