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

"""Reads FER2013 as Kaggle's table: emotion, pixels, Usage."""

from __future__ import annotations

import io
from pathlib import Path
import warnings

from fer_ros.system import truncate
from fer_ros.training.data.class_words import class_of_value
from fer_ros.training.data.dataset import SIDE
from fer_ros.training.data.splits import plain_word, SPLIT_WORDS
from fer_ros.training.data.table import Table
from fer_ros.training.data.text_table import TextTable
from fer_ros.values.errors import FerRosError
import numpy as np

# Known names of each column
COLUMNS = {'emotion': ('emotion', 'emotions', 'label', 'labels', 'class', 'expression'),
           'pixels': ('pixels', 'pixel', 'image', 'face'),
           'usage': ('usage', 'split', 'set', 'subset')}
# Punctuation of printed lists of numbers, as in [70, 80, 82]
_PUNCTUATION = str.maketrans('[](),', '     ')
_EXPECTED = 'expected emotion, pixels, usage'


def header_places(header: list[str], columns: tuple[str, ...], path: Path) -> list[int]:
    """
    Return the indices of the columns; case and surrounding blanks of the names do not matter.

    :raises FerRosError: if a column is missing
    """
    names = [name.strip().lower() for name in header]
    missing = [column for column in columns if column.lower() not in names]
    if missing:
        raise FerRosError(f"'{path}' has the columns {truncate(', '.join(header), 200)!r} but no "
                          f"{', '.join(missing)}; expected {', '.join(columns)}")
    return [names.index(column.lower()) for column in columns]


def has_faces_and_labels(header: list[str]) -> bool:
    """Return whether a table with this header holds labelled faces."""
    places = _places(header)
    return 'emotion' in places and 'pixels' in places


def read_csv(file: io.BufferedReader, path: Path, partial: bool = False,
             usage: str = '') -> Table:
    """
    Read a table with one row per face, whose 48x48 pixels are separated by blanks or commas.

    :param partial: accept a file that ends within a row, and leave that row out
    :param usage: the usage of all rows, if the table has no column for it
    :raises FerRosError: if a column is missing, or the file ends within a row
    """
    table = Table()
    with TextTable(file, path, partial) as text:
        places = _places(text.header)
        if not places and (places := _places_by_content(text.header)):
            _add_row(table, text.header, places, usage, 1)
        if not {'emotion', 'pixels'} <= set(places):
            raise FerRosError(_missing(text.header, places, path))
        row, number = text.header, len(table.usages)
        for row in text.rows():
            number += 1
            _add_row(table, row, places, usage, number)
    if text.is_cut and not partial and _is_incomplete(row, places):
        raise FerRosError(f"'{path}' ends within row {number}: it is incomplete; download or "
                          'unpack it again, or give --partial to use the rows before')
    if text.zero_bytes:
        table.skip('zero bytes in place of text', f'{text.zero_bytes} bytes', f'by row {number}')
    return table


def _places(header: list[str]) -> dict[str, int]:
    """Return the indices of the columns that the header names."""
    names = [name.strip().lower() for name in header]
    found = {column: [names.index(word) for word in words if word in names]
             for column, words in COLUMNS.items()}
    return {column: places[0] for column, places in found.items() if places}


def _places_by_content(row: list[str]) -> dict[str, int]:
    """Return the indices of the columns by a first row without a header; {} if not found."""
    pixels = [place for place, field in enumerate(row) if len(field) > SIDE * SIDE]
    emotions = [place for place, field in enumerate(row)
                if place not in pixels and class_of_value(field) is not None]
    if len(pixels) != 1 or len(emotions) != 1:
        return {}
    usages = [place for place, field in enumerate(row) if plain_word(field) in SPLIT_WORDS]
    return {'emotion': emotions[0], 'pixels': pixels[0],
            **dict(zip(('usage',), usages, strict=False))}


def _missing(header: list[str], places: dict[str, int], path: Path) -> str:
    shown = truncate(', '.join(header), 200)
    missing = ', '.join(name for name in COLUMNS if name not in places)
    why = (" (a table without labels, such as Kaggle's test.csv, cannot be measured on)"
           if 'pixels' in places else '')
    return f"'{path}' has the columns {shown!r} but no {missing}{why}; {_EXPECTED}"


def _fields(row: list[str], places: dict[str, int]) -> dict[str, str]:
    """Return the fields of a row by column; a short row lacks the last ones."""
    return {column: row[place] if place < len(row) else '' for column, place in places.items()}


def _add_row(table: Table, row: list[str], places: dict[str, int], usage: str,
             number: int) -> None:
    fields = _fields(row, places)
    word = truncate(fields.get('usage', usage), 40)
    emotion, where = class_of_value(fields['emotion']), f'in row {number}'
    if emotion is None:
        table.skip('an emotion that is not 0..6', fields['emotion'], where, word)
    elif (face := _face(fields['pixels'])) is None:
        table.skip(f'pixels that are not {SIDE * SIDE} numbers of 0..255', fields['pixels'],
                   where, word)
    else:
        table.add(face, emotion, word)


def _is_incomplete(row: list[str], places: dict[str, int]) -> bool:
    """Return whether the last row, which has no line end, is incomplete."""
    fields = _fields(row, places)
    return _face(fields['pixels']) is None or (
        'usage' in fields and plain_word(fields['usage']) not in SPLIT_WORDS)


def _face(text: str) -> np.ndarray | None:
    text = text.translate(_PUNCTUATION)
    try:
        with warnings.catch_warnings():
            # NumPy raises this warning for text that is not a list of numbers.
            warnings.simplefilter('error', DeprecationWarning)
            values = np.fromstring(text, np.float64 if '.' in text else np.int64, sep=' ')
    except (DeprecationWarning, ValueError):
        return None
    if (len(values) != SIDE * SIDE or not np.isfinite(values).all() or values.min() < 0
            or values.max() > 255 or (values % 1).any()):
        return None
    return values.astype(np.uint8).reshape(SIDE, SIDE)
