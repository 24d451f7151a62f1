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

"""A row for each recording, and the tables of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fer_ros.outputs.lines import csv_text
from fer_ros.recordings.bag_results import BagsOutcome
from fer_ros.values.labels import LABELS, UNKNOWN

COMPLETE, PARTIAL, FAILED = 'complete', 'partial', 'failed'
COLUMNS = ('bag', 'status', 'duration_s', 'cameras', 'frames', 'frames_with_face', 'faces',
           'label_changes', *(f'{label}_share' for label in (*LABELS, UNKNOWN)), 'processor_s',
           'problem')
FAILED_COLUMNS = ('bag', 'status', 'url', 'problem')


def summary_row(name: str, outcome: BagsOutcome) -> dict[str, Any]:
    """Return the row of a bag, but for its `processor_s`."""
    cameras = outcome.log.cameras
    labels = sum((camera.labels for camera in cameras), Counter[str]())
    total = sum(labels.values())
    return {
        'bag': name, 'status': PARTIAL if outcome.errors else COMPLETE,
        'duration_s': round(max((camera.end_s for camera in cameras), default=0.0)
                            - min((camera.start_s for camera in cameras), default=0.0), 3),
        'cameras': len(cameras), 'frames': outcome.frames,
        'frames_with_face': sum(camera.with_face for camera in cameras),
        'faces': sum(len(camera.faces) for camera in cameras),
        'label_changes': sum(face.changes for camera in cameras
                             for face in camera.faces.values()),
        **{f'{label}_share': round(labels[label] / total, 4) if total else None
           for label in (*LABELS, UNKNOWN)},
        'problem': '; '.join(outcome.errors)}


def failed_row(name: str, problem: str) -> dict[str, Any]:
    """Return what a bag without results has instead of a row."""
    return {'bag': name, 'status': FAILED, 'problem': problem, 'frames': 0}


def summary_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return `summary.csv`: a row for each recording with results."""
    return csv_text([COLUMNS, *([row[column] for column in COLUMNS] for row in rows)])


def failed_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return `failed.csv`: the recordings with no results, or not all of them, and why."""
    return csv_text([FAILED_COLUMNS,
                     *([row[column] for column in FAILED_COLUMNS] for row in rows)])
