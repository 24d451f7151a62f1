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

"""Intervals that a human coder has labelled, from a table."""

from __future__ import annotations

from collections.abc import Sequence
import csv
from dataclasses import dataclass
import math
from pathlib import Path

from fer_ros.system import printable, read_at_most, truncate
from fer_ros.values.errors import SourceError
from fer_ros.values.labels import canonical_label

MAX_BYTES = 100_000_000
# The words that coding programs use for the columns
_COLUMNS = {'start': ('start', 'start_s', 'onset', 'begin', 'begin time', 'start time'),
            'end': ('end', 'end_s', 'offset', 'stop', 'end time', 'stop time'),
            'label': ('label', 'code', 'emotion', 'behavior', 'behaviour'),
            'face': ('face', 'face_id', 'subject')}
# Labels of times that the coder has left open
_OPEN = ('', 'unknown', 'none', 'n/a', '-')


@dataclass(frozen=True)
class CodedInterval:
    """A time in seconds of the recording with a label; `face` is empty if none is named."""

    start_s: float
    end_s: float
    label: str
    face: str = ''


def read_coded(path: Path) -> list[CodedInterval]:
    """
    Return the intervals of a table with the columns start, end, label and, if it has one, face.

    The columns are separated by commas, semicolons or tabs. Times are seconds, or `1:02:03.5`.
    Rows without a label are left out.

    :raises SourceError: if it cannot be read, or a row is invalid
    """
    try:
        text = read_at_most(path, MAX_BYTES).decode('utf-8-sig')
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read '{printable(path)}': {error}") from error
    header = text.partition('\n')[0]
    separator = max(',;\t', key=header.count)
    rows = csv.reader(text.splitlines(), delimiter=separator)
    names = [name.strip().lower() for name in next(rows, [])]
    places = {column: next((names.index(word) for word in words if word in names), None)
              for column, words in _COLUMNS.items()}
    missing = [column for column in ('start', 'end', 'label') if places[column] is None]
    if missing:
        raise SourceError(f"'{printable(path)}' has no column '{missing[0]}', but "
                          f"{', '.join(map(repr, names)) or 'nothing'}")
    found = []
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            try:
                interval = _interval(row, places)
            except ValueError as error:
                raise SourceError(f"line {number} of '{printable(path)}': {error}") from error
            if interval is not None:
                found.append(interval)
    if not found:
        raise SourceError(f"'{printable(path)}' has no interval with a label")
    return found


def _interval(row: Sequence[str], places: dict[str, int | None]) -> CodedInterval | None:
    def cell(column: str) -> str:
        place = places[column]
        return row[place].strip() if place is not None and place < len(row) else ''

    if cell('label').lower() in _OPEN:
        return None
    start, end = seconds(cell('start')), seconds(cell('end'))
    if end <= start:
        raise ValueError(f"the end must be after the start ({cell('start')}), but is "
                         f"{cell('end')}")
    return CodedInterval(start, end, canonical_label(cell('label')), cell('face'))


def seconds(text: str) -> float:
    """
    Return a time in seconds.

    >>> seconds('1:02.5')
    62.5

    :raises ValueError: if it is no time of at least 0
    """
    try:
        value = 0.0
        for part in text.split(':'):
            value = 60 * value + float(part)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(f"a time must be seconds, or like 1:02:03.5, but is '{truncate(text)}'")
    return value
