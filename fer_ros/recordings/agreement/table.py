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

"""The labels of a recording, read from `emotions.csv`."""

from __future__ import annotations

from collections.abc import Iterable
import csv
from dataclasses import dataclass
from pathlib import Path

from fer_ros.outputs.tables import EmotionTables
from fer_ros.system import printable
from fer_ros.values.errors import SourceError
from fer_ros.values.labels import LABELS, UNKNOWN

_NEEDED = ('bag', 'topic', 'time_s', 'face_id', 'width', 'height', 'label')


@dataclass(frozen=True)
class LabelledFrame:
    """The label of a face in a frame, at a time in seconds; `area` is that of its box."""

    time_s: float
    face: str
    label: str
    area: int


def read_labels(path: Path, bag: str = '', topic: str = '') -> list[LabelledFrame]:
    """
    Return the faces of one camera of a recording, frame by frame.

    :param path: an `emotions.csv`, or the folder that holds it
    :param bag: name of the recording; needed if there are several
    :param topic: needed if there are several
    :raises SourceError: if the table cannot be read, or does not say which recording is meant
    """
    if path.is_dir():
        path = path / EmotionTables.NAME
    try:
        with path.open(encoding='utf-8', newline='') as file:
            table = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
            if missing:
                raise SourceError(f"'{printable(path)}' has no column '{missing[0]}': it is no "
                                  'emotions.csv of fer_ros bag or run')
            rows = [row for row in table if bag in ('', row['bag'])
                    and topic in ('', row['topic'])]
        for column, option in (('bag', '--bag'), ('topic', '--topic')):
            _check_one({row[column] for row in rows}, column, option)
        return [_frame(row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"cannot read '{printable(path)}': {error}") from error
    except (ValueError, TypeError) as error:
        raise SourceError(f"'{printable(path)}' is damaged, or holds photos: {error}") from error


def _check_one(names: Iterable[str], column: str, option: str) -> None:
    found = sorted(names)
    if not found:
        raise SourceError('the recording has no faces, or no such bag or topic')
    if len(found) > 1:
        raise SourceError(f'there is more than one {column}: {", ".join(found)}; choose one with '
                          f'{option}')


def _frame(row: dict[str, str]) -> LabelledFrame:
    if row['label'] not in (*LABELS, UNKNOWN):
        raise ValueError(f"unknown label '{row['label']}'")
    return LabelledFrame(float(row['time_s']), row['face_id'], row['label'],
                         int(row['width']) * int(row['height']))
