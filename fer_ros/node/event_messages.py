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

"""Events as ROS messages, and back."""

from __future__ import annotations

from typing import Any

from fer_ros import ros
from fer_ros.events import FaceEvent
from fer_ros.node.messages import RegionOfInterest, stamp_seconds
from fer_ros.values.faces import Box

FaceEventMessage = ros.interface('fer_ros/msg/FaceEvent')


def face_event_message(header, event: FaceEvent, image_size: tuple[int, int]) -> Any:
    """
    Return a FaceEvent message.

    :param header: of the image
    :param image_size: (width, height) in pixels; the box is clipped to it
    """
    width, height = image_size
    x, y, box_width, box_height = event.box.clipped(width, height)
    return FaceEventMessage(
        header=header, kind=event.kind, face_id=event.face_id,
        roi=RegionOfInterest(x_offset=x, y_offset=y, width=box_width, height=box_height),
        image_width=width, image_height=height, label=event.label,
        previous_label=event.previous_label, confidence=float(event.confidence),
        duration=float(event.duration))


def face_event(message) -> FaceEvent:
    """Return the event that a FaceEvent message carries."""
    roi = message.roi
    return FaceEvent(
        message.kind, stamp_seconds(message.header), message.face_id,
        Box(roi.x_offset, roi.y_offset, roi.width, roi.height), message.label,
        message.confidence, message.previous_label, message.duration)
