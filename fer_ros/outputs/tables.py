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
import io
import json
from pathlib import Path
from typing import Any

from fer_ros.outputs.lines import Lines
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS

_COLUMNS = ('stamp', 'frame_id', 'face_id', 'x_offset', 'y_offset', 'width', 'height',
            'detection_score', 'label', 'confidence', *LABELS, 'quality')


class EmotionTables:
    """
    Writes `emotions.jsonl` (a line per frame) and `emotions.csv` (a line per face).

    Every line is written at once. If the disk has no room for a whole line, the line is removed
    again. The files are therefore valid after any interruption, and contain the same frames.
    """

    NAMES = 'emotions.jsonl', 'emotions.csv'

    def __init__(self, folder: Path, *, table: bool = True) -> None:
        """
        Start new files in `folder`; without `table`, only `emotions.jsonl`.

        :raises OSError: if they cannot be opened
        :raises FerRosError: if the disk is full
        """
        lines, rows = self.NAMES
        self._lines = Lines(folder / lines)
        self._table = Lines(folder / rows) if table else None
        if self._table:
            self._table.write(_csv([_COLUMNS]))

    def write(self, record: dict[str, Any]) -> None:
        """
        Add a frame, as `fer_ros.outputs.records.frame_record` returns it.

        :raises FerRosError: if it cannot be written
        """
        self._lines.write(json.dumps(record) + '\n')
        if self._table is not None:
            try:
                self._table.write(_csv([_row(record, face) for face in record['emotions']]))
            except FerRosError:
                self._lines.take_back()
                raise

    def close(self) -> None:
        """Finish the files."""
        self._lines.close()
        if self._table:
            self._table.close()


def _row(record: dict[str, Any], face: dict[str, Any]) -> list:
    by_label = dict(zip(record['labels'], face['probabilities'], strict=True))
    return [record['stamp'], record['frame_id'], face['face_id'],
            *(face['roi'][name] for name in ('x_offset', 'y_offset', 'width', 'height')),
            face['detection_score'], face['label'], face['confidence'],
            *(by_label.get(label, '') for label in LABELS), face['quality']]


def _csv(rows) -> str:
    text = io.StringIO(newline='')
    csv.writer(text).writerows(rows)
    return text.getvalue()
