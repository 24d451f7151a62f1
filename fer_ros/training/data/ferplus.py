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

"""Joins the votes of FERPlus (Barsoum et al. 2016) to FER2013 by row or by file name."""

from __future__ import annotations

import io
from pathlib import Path

from fer_ros.training.data.csv_rows import header_places
from fer_ros.training.data.dataset import label_columns, VOTE_COLUMNS
from fer_ros.training.data.opening import open_data
from fer_ros.training.data.splits import split_names
from fer_ros.training.data.table import Table
from fer_ros.training.data.text_table import TextTable
from fer_ros.values.errors import FerRosError
import numpy as np

USAGE, NAME = 'Usage', 'Image name'
# The majority of the votes agrees with FER2013's label on two thirds of the faces, and with the
# label of a different face on less than a quarter.
MIN_AGREEMENT = 0.4
# A missing row shifts all rows after it, so each block of rows is checked.
_BLOCK, _MIN_FACES = 500, 50


def join_votes(table: Table, votes: Path, path: Path) -> None:
    """
    Add the votes in the file `votes` to the table.

    :raises FerRosError: if the file is not a fer2013new.csv, or its rows belong to other data
    """
    if not votes.is_file():
        raise FerRosError(f"cannot read '{votes}': there is no such file; expected FERPlus's "
                          'fer2013new.csv')
    try:
        usages, names, counts = _read_votes(votes)
    except FerRosError:
        raise
    # The libraries for archives and tables raise many kinds of exceptions.
    except Exception as error:
        raise FerRosError(f"cannot read '{votes}': {error}; expected FERPlus's "
                          'fer2013new.csv') from error
    rows = {name: row for row, name in enumerate(names) if name}
    if table.names and all(table.names[number] in rows for number in table.numbers):
        chosen = [rows.get(name, 0) for name in table.names]
        table.votes = counts[chosen]
    else:
        _check_rows(table, usages, votes, path)
        table.votes = counts
    _check_agreement(table, table.votes, votes, path)


def _check_rows(table: Table, usages: list[str], votes: Path, path: Path) -> None:
    if len(usages) != len(table.usages):
        raise FerRosError(f"'{votes}' has {len(usages)} rows, but '{path}' has "
                          f'{len(table.usages)}: FERPlus goes with the rows of fer2013.csv, one '
                          'by one')
    names = split_names(set(usages))
    known = set(table.splits()) if table.faces else set()
    for number, (vote, own) in enumerate(zip(usages, table.usages, strict=True), start=1):
        # Data that was split by a hash has no usages to compare.
        if own in known and names.get(vote, vote) != own and not table.is_hashed:
            raise FerRosError(f"row {number} of '{votes}' is of {vote!r}, but that of '{path}' of "
                              f'{own!r}: they are of different data')


def _check_agreement(table: Table, all_votes: np.ndarray, votes: Path, path: Path) -> None:
    """
    Check that the label is often the emotion with the most votes.

    :raises FerRosError: if it is not, for example because the rows are in another order
    """
    numbers = np.array(table.numbers)
    columns = label_columns()
    counts = np.where(columns >= 0, all_votes[numbers], 0)
    # Faces with votes for at least one of the seven emotions
    voted = counts.max(axis=1) > 0
    agrees = (columns[counts.argmax(axis=1)] == np.array(table.classes))[voted]
    rows = numbers[voted] + 1
    for start in range(0, max(len(agrees) - _MIN_FACES, 0) + 1, _BLOCK):
        block = agrees[start:start + _BLOCK]
        if len(block) >= _MIN_FACES and block.mean() < MIN_AGREEMENT:
            raise FerRosError(
                f"the votes in '{votes}' agree with the labels of '{path}' on {block.mean():.0%} "
                f'of the faces from row {rows[start]} to {rows[start:start + _BLOCK][-1]}, where '
                'about 65 % would be usual: their rows are in different orders')


def _read_votes(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    """Return usages, image names and votes, (rows, 10)."""
    with open_data(path) as opened:
        if not isinstance(opened, io.BufferedReader):
            tables = [name for name in opened.names() if name.lower().endswith('.csv')]
            content = opened.read(tables[0]) if tables else b''
            opened = io.BufferedReader(io.BytesIO(content))
        with TextTable(opened, path) as text:
            usage, *places = header_places(text.header, (USAGE, *VOTE_COLUMNS), path)
            header = [name.lower() for name in text.header]
            name = header.index(NAME.lower()) if NAME.lower() in header else None
            usages, names, counts = [], [], []
            for row in text.rows():
                usages.append(row[usage])
                names.append(row[name] if name is not None else '')
                counts.append([int(row[place]) for place in places])
    result = np.array(counts, np.int8).reshape(-1, len(VOTE_COLUMNS))
    if (result < 0).any():
        raise FerRosError(f"'{path}' holds votes below 0")
    # -1 marks a face without votes.
    result[result.sum(axis=1) == 0] = -1
    return usages, names, result
