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

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from fer_ros.outputs.lines import csv_text, Lines
from fer_ros.outputs.place import Place
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS

# The columns of emotions.csv and emotions.parquet
COLUMNS = ('bag', 'topic', 'stamp_ns', 'time_s', 'frame', 'face_id', 'x', 'y', 'width', 'height',
           'detection_score', 'label', 'confidence', *LABELS, 'valence', 'arousal', 'quality')


def emotion_rows(record: dict[str, Any], place: Place) -> Iterator[list]:
    """
    Return a row of COLUMNS for each face of a frame; what is not known is None.

    :param record: the frame as `fer_ros.outputs.records.frame_record` returns it
    :param place: where the frame comes from
    """
    where = [place.bag, place.topic, place.stamp_ns, place.time_s, place.frame]
    for face in record['emotions']:
        by_label = dict(zip(record['labels'], face['probabilities'], strict=True))
        yield [*where, face['face_id'],
               *(face['roi'][name] for name in ('x_offset', 'y_offset', 'width', 'height')),
               face['detection_score'], face['label'], face['confidence'],
               *(by_label.get(label) for label in LABELS),
               face['valence'], face['arousal'], face['quality']]


class JsonLines:
    """Writes `emotions.jsonl`, a line per frame."""

    NAME = 'emotions.jsonl'

    def __init__(self, folder: Path) -> None:
        """
        Start a new file in `folder`.

        :raises OSError: if it cannot be opened
        """
        self._lines = Lines(folder / self.NAME)

    def write(self, record: dict[str, Any]) -> None:
        """
        Add a frame, as `fer_ros.outputs.records.frame_record` returns it.

        :raises FerRosError: if it cannot be written
        """
        self._lines.write(json.dumps(record) + '\n')

    def take_back(self) -> None:
        """Remove the last frame."""
        self._lines.take_back()

    def close(self) -> None:
        """Finish the file."""
        self._lines.close()


class EmotionTables:
    """
    Writes `emotions.csv` (a row per face and frame) and, if asked for, `emotions.jsonl`.

    Every line is written at once. If the disk has no room for a whole line, the line is removed
    again. The files are therefore valid after any interruption, and contain the same frames.
    """

    NAME = 'emotions.csv'

    def __init__(self, folder: Path, *, lines: bool = True) -> None:
        """
        Start new files in `folder`; without `lines`, only `emotions.csv`.

        :raises OSError: if they cannot be opened
        :raises FerRosError: if the disk is full
        """
        self._lines = JsonLines(folder) if lines else None
        self._table = Lines(folder / self.NAME)
        self._table.write(csv_text([COLUMNS]))

    def write(self, record: dict[str, Any], place: Place) -> None:
        """
        Add a frame.

        :param record: as `fer_ros.outputs.records.frame_record` returns it
        :raises FerRosError: if it cannot be written
        """
        if self._lines is not None:
            self._lines.write(record)
        if not record['emotions']:
            return
        try:
            self._table.write(csv_text(emotion_rows(record, place)))
        except FerRosError:
            if self._lines is not None:
                self._lines.take_back()
            raise

    def close(self) -> None:
        """Finish the files."""
        if self._lines is not None:
            self._lines.close()
        self._table.close()
