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

"""FER2013 as Kaggle's table: emotion, pixels, Usage."""

from __future__ import annotations

from collections.abc import Iterator
import csv
from pathlib import Path
from typing import TextIO
import warnings

from fer_ros.training.data.dataset import SIDE, SPLITS
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS
import numpy as np

COLUMNS = ('emotion', 'pixels', 'usage')
# A row of FER2013 has some 9,000 characters.
MAX_LINE = 1 << 20
_EMOTIONS = {str(number): number for number in range(len(LABELS))}
_USAGES = {name.lower(): name for name in SPLITS}


def header_places(header: list[str], columns: tuple[str, ...], path: Path) -> list[int]:
    """
    Return where the columns are; blanks around the names and their case do not matter.

    :raises FerRosError: if one is missing
    """
    names = [name.strip().lower() for name in header]
    missing = [column for column in columns if column.lower() not in names]
    if missing:
        raise FerRosError(f"'{path}' has the columns {', '.join(header)[:200]!r} but no "
                          f"{', '.join(missing)}; expected {', '.join(columns)}")
    return [names.index(column.lower()) for column in columns]


def read_rows(file: TextIO, path: Path) -> Iterator[list[str]]:
    """
    Return the rows of a table.

    :raises FerRosError: on a line that is longer than any row can be
    """
    def lines() -> Iterator[str]:
        while line := file.readline(MAX_LINE):
            if len(line) == MAX_LINE:
                raise FerRosError(f"'{path}' is refused: it has a line of {MAX_LINE} characters "
                                  'or more')
            yield line

    return csv.reader(lines())


def read_csv(file: TextIO, path: Path) -> Table:
    """
    Read a table with a row a face, its 48x48 pixels as numbers with blanks between.

    :raises FerRosError: if a column is missing
    """
    rows = read_rows(file, path)
    places = header_places(next(rows, []), COLUMNS, path)
    table = Table()
    with warnings.catch_warnings():
        # What NumPy says of a text that is no list of numbers
        warnings.simplefilter('error', DeprecationWarning)
        for number, row in enumerate(row for row in rows if row):
            fields = [row[place].strip() if place < len(row) else '' for place in places]
            emotion, pixels, usage = fields
            table.usages.append(_USAGES.get(usage.lower(), usage[:40]))
            face = _face(pixels)
            if emotion not in _EMOTIONS:
                table.skipped['an emotion that is not 0..6'] += 1
            elif usage.lower() not in _USAGES:
                table.skipped['an unknown usage'] += 1
            elif face is None:
                table.skipped[f'pixels that are not {SIDE * SIDE} numbers of 0..255'] += 1
            else:
                table.faces.append(face)
                table.classes.append(_EMOTIONS[emotion])
                table.numbers.append(number)
    return table


def _face(text: str) -> np.ndarray | None:
    try:
        values = np.fromstring(text, np.int64, sep=' ')
    except (DeprecationWarning, ValueError):
        return None
    if len(values) != SIDE * SIDE or values.min() < 0 or values.max() > 255:
        return None
    return values.astype(np.uint8).reshape(SIDE, SIDE)
