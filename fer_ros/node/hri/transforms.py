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

"""The frames `face_<id>` below the optical frame of the camera."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fer_ros import ros
from fer_ros.node.depth_input import pinhole_camera, Position
from fer_ros.node.outputs.optional_interfaces import optional_interface
from fer_ros.node.outputs.output import Frame, has_subscribers
from fer_ros.pipeline.position import PinholeCamera, usual_size_position
from fer_ros.values.errors import MissingDependencyError

CameraInfo = ros.interface('sensor_msgs/msg/CameraInfo')
TransformStamped = ros.interface('geometry_msgs/msg/TransformStamped')

# As tf2_ros
TF_QOS = ros.QoSProfile(depth=100)
_INFO_QOS = ros.QoSProfile(depth=1, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
# x, y, z, w: from the optical frame (right, down, forward) to that of a face that looks into the
# camera (forward out of the face, left, up; REP-155)
LOOKING_INTO_THE_CAMERA = 0.5, 0.5, -0.5, 0.5


class FaceTransforms:
    """
    Publishes where the faces are, on /tf, while somebody subscribes.

    The depth image says where a face is. Without one, the calibration of the camera does, if the
    face has the usual size. How a face is turned is not known.
    """

    def __init__(self, node: ros.Node) -> None:
        """
        Create the publisher, and subscribe to the calibration until it has arrived.

        :raises MissingDependencyError: if tf2_msgs is not installed
        """
        self._node = node
        self._camera: PinholeCamera | None = None
        self._message = optional_interface('tf2_msgs/msg/TFMessage', 'the frames of the faces')
        self._publisher = node.create_publisher(self._message, '/tf', TF_QOS)
        beside = node.resolve_topic_name('image_raw').rpartition('/')[0]
        self._subscription: Any = node.create_subscription(
            CameraInfo, f'{beside}/camera_info', self._on_camera, _INFO_QOS)

    def _on_camera(self, message) -> None:
        self._camera = pinhole_camera(message)

    def check(self) -> None:
        """Stop listening when the calibration is known: it does not change."""
        if (self._subscription is not None and self._camera is not None
                and self._camera.is_calibrated):
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def publish(self, frame: Frame) -> None:
        """Publish the frames of the faces whose position is known."""
        if frame.emotions and has_subscribers(self._publisher):
            found = [_transform(frame.header, emotion.face_id, position)
                     for emotion, position in zip(frame.emotions, self._positions(frame),
                                                  strict=True) if position is not None]
            if found:
                self._publisher.publish(self._message(transforms=found))

    def _positions(self, frame: Frame) -> Iterable[Position | None]:
        camera = self._camera
        for emotion, position in zip(frame.emotions, frame.positions, strict=True):
            if position is None and camera is not None:
                position = usual_size_position(emotion.face.box, frame.size, camera)
            yield position

    def close(self) -> None:
        """Destroy publisher and subscription."""
        self._node.destroy_publisher(self._publisher)
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)


def face_transforms(node: ros.Node) -> FaceTransforms | None:
    """Return the frames; None, with a log line, if tf2_msgs is not installed."""
    try:
        return FaceTransforms(node)
    except MissingDependencyError as error:
        node.get_logger().warning(str(error))
        return None


def _transform(header, face_id: str, position: Position) -> Any:
    result = TransformStamped(header=header, child_frame_id=f'face_{face_id}')
    place, turn = result.transform.translation, result.transform.rotation
    place.x, place.y, place.z = position
    turn.x, turn.y, turn.z, turn.w = LOOKING_INTO_THE_CAMERA
    return result
