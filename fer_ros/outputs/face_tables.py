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

"""`faces.csv` and `intervals.csv`: the faces of a recording, and their labels over time."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.outputs.face_log import CameraLog
from fer_ros.outputs.lines import csv_text
from fer_ros.values.labels import LABELS, UNKNOWN

NAMES = 'faces.csv', 'intervals.csv'
FACE_COLUMNS = ('bag', 'topic', 'face_id', 'first_s', 'last_s', 'frames',
                *(f'{label}_share' for label in (*LABELS, UNKNOWN)), 'label_changes', 'quality')
INTERVAL_COLUMNS = ('bag', 'topic', 'face_id', 'start_s', 'end_s', 'label', 'frames',
                    'confidence')
_PLACES = 6


def faces_csv(cameras: Sequence[CameraLog]) -> str:
    """Return the table of the faces: one row a face, with the share of its frames by label."""
    return csv_text([FACE_COLUMNS, *(
        [camera.bag, camera.topic, face.face_id, round(face.intervals[0].start_s, _PLACES),
         round(face.intervals[-1].end_s, _PLACES), face.frames,
         *(round(face.share(label), 4) for label in (*LABELS, UNKNOWN)), face.changes,
         None if face.quality is None else round(face.quality, 4)]
        for camera in cameras for face in camera.faces.values())])


def intervals_csv(cameras: Sequence[CameraLog]) -> str:
    """Return the table of the intervals: one row for each time in which a face has one label."""
    return csv_text([INTERVAL_COLUMNS, *(
        [camera.bag, camera.topic, face.face_id, round(interval.start_s, _PLACES),
         round(interval.end_s, _PLACES), interval.label, interval.frames,
         round(interval.confidence, 4)]
        for camera in cameras for face in camera.faces.values() for interval in face.intervals)])
