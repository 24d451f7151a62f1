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

"""Emotions as JSON lines and as a table."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, TextIO

from fer_ros.values.labels import LABELS

_COLUMNS = ('stamp', 'frame_id', 'face_id', 'x_offset', 'y_offset', 'width', 'height',
            'detection_score', 'label', 'confidence', *LABELS, 'quality')


class EmotionTables:
    """
    Writes `emotions.jsonl` (a line a frame) and `emotions.csv` (a line a face) as frames come.

    Every line is written out at once, so that what is there is whole after an interruption.
    """

    def __init__(self, folder: Path, *, table: bool = True) -> None:
        """Start new files in `folder`; without `table` only the JSON lines."""
        self._lines = _new_file(folder / 'emotions.jsonl')
        self._table = _new_file(folder / 'emotions.csv') if table else None
        self._writer = csv.writer(self._table) if self._table else None
        if self._writer:
            self._writer.writerow(_COLUMNS)

    def write(self, record: dict[str, Any]) -> None:
        """Add a frame, as `fer_ros.values.records.frame_record` makes it."""
        self._lines.write(json.dumps(record) + '\n')
        if self._writer is None:
            return
        for face in record['emotions']:
            by_label = dict(zip(record['labels'], face['probabilities'], strict=True))
            self._writer.writerow([
                record['stamp'], record['frame_id'], face['face_id'],
                *(face['roi'][name] for name in ('x_offset', 'y_offset', 'width', 'height')),
                face['detection_score'], face['label'], face['confidence'],
                *(by_label.get(label, '') for label in LABELS), face['quality']])

    def close(self) -> None:
        """Finish the files."""
        self._lines.close()
        if self._table:
            self._table.close()


def _new_file(path: Path) -> TextIO:
    # Open as long as frames come; EmotionTables.close() ends it.
    return open(path, 'w', encoding='utf-8', newline='', buffering=1)
