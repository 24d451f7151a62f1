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

"""One event, as a value, as a readable line and as a dictionary for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fer_ros.values.faces import Box
from fer_ros.values.labels import UNKNOWN

# As in msg/FaceEvent.msg
APPEARED, LEFT, CHANGED, HELD = 'appeared', 'left', 'changed', 'held'


@dataclass(frozen=True)
class FaceEvent:
    """
    Something that happened to one face, with the fields of msg/FaceEvent.msg.

    `stamp` is that of the frame in which it was noticed, seconds. `box` is the last box of the
    face, in pixels of the source image. `confidence` is 0..1, 0 if `label` is UNKNOWN.
    `previous_label` is empty unless the label changed. `duration` is in seconds: how long the face
    was there (left), the previous label lasted (changed) or the label has lasted (held).
    """

    kind: str
    stamp: float
    face_id: str
    box: Box
    label: str
    confidence: float
    previous_label: str = ''
    duration: float = 0.0

    @property
    def text(self) -> str:
        """Return the event as a readable line."""
        label = self.label
        if label != UNKNOWN:
            label += f' ({self.confidence:.2f})'
        if self.kind == APPEARED:
            return f'{self.face_id} appeared, {label}'
        if self.kind == LEFT:
            return f'{self.face_id} left after {self.duration:.1f} s'
        if self.kind == HELD:
            return f'{self.face_id} has been {label} for {self.duration:.1f} s'
        return f'{self.face_id} became {label} after {self.duration:.1f} s {self.previous_label}'


def event_record(event: FaceEvent, frame_id: str, image_size: tuple[int, int]) -> dict[str, Any]:
    """
    Return an event with the fields of FaceEvent.msg; the stamp is a number.

    :param image_size: (width, height) in pixels; the box is clipped to it
    :return: only types of JSON
    """
    width, height = image_size
    x, y, box_width, box_height = event.box.clipped(width, height)
    return {
        'stamp': event.stamp, 'frame_id': frame_id, 'kind': event.kind, 'face_id': event.face_id,
        'roi': {'x_offset': x, 'y_offset': y, 'width': box_width, 'height': box_height},
        'image_width': width, 'image_height': height, 'label': event.label,
        'previous_label': event.previous_label, 'confidence': round(float(event.confidence), 6),
        'duration': round(float(event.duration), 6)}
