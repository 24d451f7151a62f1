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

"""The positions of faces as markers for rviz2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros import ros
from fer_ros.drawing.palette import color_of
from fer_ros.node.depth_input import Position
from fer_ros.values.faces import FaceEmotion

MarkerArray = ros.interface('visualization_msgs/msg/MarkerArray')
Marker = ros.interface('visualization_msgs/msg/Marker')

HEAD_DIAMETER_M = 0.2
TEXT_HEIGHT_M = 0.08
LIFETIME_NS = 500_000_000  # the marker of a lost face disappears after this time


def face_markers(header, emotions: Sequence[FaceEmotion],
                 positions: Sequence[Position | None]) -> Any:
    """Return a ball and a label for each face whose position is known."""
    markers = []
    for number, (emotion, position) in enumerate(zip(emotions, positions, strict=True)):
        if position is None:
            continue
        x, y, z = position
        ball = _marker(header, 'faces', number, Marker.SPHERE, (x, y, z), emotion.label)
        ball.scale.x = ball.scale.y = ball.scale.z = HEAD_DIAMETER_M
        # In the optical frame y points down.
        label = _marker(header, 'labels', number, Marker.TEXT_VIEW_FACING,
                        (x, y - HEAD_DIAMETER_M, z), emotion.label)
        label.scale.z = TEXT_HEIGHT_M
        label.text = f'{emotion.face_id} {emotion.caption}'
        markers += [ball, label]
    return MarkerArray(markers=markers)


def _marker(header, namespace: str, number: int, kind: int, position: Position, label: str):
    marker = Marker(header=header, ns=namespace, id=number, type=kind, action=Marker.ADD)
    marker.pose.position.x, marker.pose.position.y, marker.pose.position.z = position
    marker.pose.orientation.w = 1.0
    blue, green, red = (value / 255 for value in color_of(label))
    marker.color.r, marker.color.g, marker.color.b, marker.color.a = red, green, blue, 0.9
    marker.lifetime.nanosec = LIFETIME_NS
    return marker
