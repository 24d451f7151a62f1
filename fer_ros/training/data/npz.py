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

"""Reads FER2013 as an .npz file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import BinaryIO
import zipfile

from fer_ros.training.data.class_words import class_of_value
from fer_ros.training.data.dataset import SIDE, SPLITS, VOTE_COLUMNS
from fer_ros.training.data.file_trees import check_zip
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
import numpy as np

# Required arrays; usage and votes are optional.
ARRAYS = ('pixels', 'emotion')
USAGE = 'usage'
VOTES = 'ferplus_votes'


def read_npz(file: BinaryIO, path: Path) -> Table:
    """
    Read `pixels` (n, 48, 48) uint8, `emotion` (n,) and, if present, `usage` (n,) and the votes.

    :raises FerRosError: if an array is missing or has a wrong shape or type
    """
    expected = ('expected an .npz file with pixels (n, 48, 48) uint8, emotion (n,) 0..6 or '
                f"labels and, where known, usage (n,) of {', '.join(SPLITS)} and {VOTES} (n, 10)")
    with np.load(file, allow_pickle=False) as archive:
        check_zip(archive.zip, path)
        for info in archive.zip.infolist():
            _check_header(archive.zip, info, path, expected)
        found = archive.files
        arrays = {key: archive[key] for key in (*ARRAYS, USAGE, VOTES) if key in found}
    missing = [key for key in ARRAYS if key not in found]
    if missing:
        raise FerRosError(f"'{path}' has no {', '.join(missing)} but {', '.join(found)}; "
                          f'{expected}')
    pixels, emotion = (arrays[key] for key in ARRAYS)
    usage, votes = arrays.get(USAGE), arrays.get(VOTES)
    count = pixels.shape[0] if pixels.ndim else 0
    if (pixels.dtype != np.uint8 or not count or pixels.shape not in (
            (count, SIDE, SIDE), (count, SIDE, SIDE, 1), (count, SIDE * SIDE))
            or emotion.shape != (count,) or emotion.dtype.kind not in 'iufUS'
            or (emotion.dtype.kind == 'f' and (emotion % 1 != 0).any())
            or (usage is not None and (usage.shape != (count,) or usage.dtype.kind not in 'US'))
            or (votes is not None and (votes.shape != (count, len(VOTE_COLUMNS))
                                       or not np.issubdtype(votes.dtype, np.integer)))):
        shapes = ', '.join(f'{key} {array.shape} {array.dtype}'
                           for key, array in arrays.items())
        raise FerRosError(f"'{path}' holds {shapes}; {expected}")
    words = [''] * count if usage is None else _texts(usage)
    table = Table(votes=None if votes is None else votes.astype(np.int8))
    for number, (face, value, word) in enumerate(zip(
            pixels.reshape(count, SIDE, SIDE), _texts(emotion), words, strict=True), start=1):
        known = class_of_value(value)
        if known is None:
            table.skip('an emotion that is not 0..6', value, f'in row {number}', word)
        else:
            table.add(face, known, word)
    return table


def _texts(values: np.ndarray) -> list[str]:
    """Return the values of an array as texts."""
    return [value.decode(errors='replace') if isinstance(value, bytes) else str(value)
            for value in values.tolist()]


def _check_header(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path,
                  expected: str) -> None:
    """
    Check that an array is not larger than its file.

    NumPy allocates the memory that the header declares before it reads the numbers.

    :raises FerRosError: if it is larger
    """
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        read = (np.lib.format.read_array_header_1_0 if version == (1, 0) else
                np.lib.format.read_array_header_2_0)
        shape, _, dtype = read(file)
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize > info.file_size:
        raise FerRosError(f"'{path}' holds {info.filename} of {shape} {dtype}, but only "
                          f'{info.file_size} bytes of it; {expected}')
