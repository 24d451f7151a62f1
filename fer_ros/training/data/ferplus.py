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

"""The votes of FERPlus (Barsoum et al. 2016), joined to FER2013 by row."""

from __future__ import annotations

import io
from pathlib import Path

from fer_ros.training.data.csv_rows import header_places, read_rows
from fer_ros.training.data.dataset import VOTE_COLUMNS
from fer_ros.training.data.packs import open_pack, open_single
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
import numpy as np

USAGE = 'Usage'


def join_votes(table: Table, votes: Path, path: Path) -> None:
    """
    Give the table the votes in the file `votes`.

    :raises FerRosError: if the file is no fer2013new.csv, or its rows are those of other data
    """
    if not votes.is_file():
        raise FerRosError(f"cannot read '{votes}': there is no such file; expected FERPlus's "
                          'fer2013new.csv')
    try:
        usages, counts = _read_votes(votes)
    except FerRosError:
        raise
    # Damaged files end in whatever zipfile, gzip, zlib or csv raise.
    except Exception as error:
        raise FerRosError(f"cannot read '{votes}': {error}; expected FERPlus's "
                          'fer2013new.csv') from error
    if len(usages) != len(table.usages):
        raise FerRosError(f"'{votes}' has {len(usages)} rows, but '{path}' has "
                          f'{len(table.usages)}: FERPlus goes with the rows of fer2013.csv, one '
                          'by one')
    wrong = next((number for number, pair in enumerate(zip(usages, table.usages, strict=True))
                  if pair[0] != pair[1]), None)
    if wrong is not None:
        raise FerRosError(f"row {wrong + 1} of '{votes}' is of {usages[wrong]!r}, but that of "
                          f"'{path}' of {table.usages[wrong]!r}: they are of different data")
    table.votes = counts


def _read_votes(path: Path) -> tuple[list[str], np.ndarray]:
    pack = open_pack(path)
    if pack is not None:
        content = next((content for name, content in pack.files()
                        if name.lower().endswith('.csv')), b'')
        file: io.BufferedIOBase = io.BytesIO(content)
    else:
        _, file = open_single(path)
    with file, io.TextIOWrapper(file, 'utf-8-sig', newline='') as text:
        rows = read_rows(text, path)
        usage, *places = header_places(next(rows, []), (USAGE, *VOTE_COLUMNS), path)
        usages, counts = [], []
        for row in rows:
            if row:
                usages.append(row[usage].strip())
                counts.append([int(row[place]) for place in places])
    result = np.array(counts, np.int8).reshape(-1, len(VOTE_COLUMNS))
    if (result < 0).any():
        raise FerRosError(f"'{path}' holds votes below 0")
    # Nobody voted on it: no votes, rather than a vote for nothing
    result[result.sum(axis=1) == 0] = -1
    return usages, result
