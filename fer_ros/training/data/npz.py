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

"""FER2013 as an .npz file."""

from __future__ import annotations

from collections import Counter
import math
from pathlib import Path
from typing import BinaryIO
import zipfile

from fer_ros.training.data.dataset import SIDE, SPLITS, VOTE_COLUMNS
from fer_ros.training.data.packs import check_zip
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS
import numpy as np

ARRAYS = ('pixels', 'emotion', 'usage')
VOTES = 'ferplus_votes'


def read_npz(file: BinaryIO, path: Path) -> Table:
    """
    Read `pixels` (n, 48, 48) uint8, `emotion` (n,), `usage` (n,) and, where there, the votes.

    :raises FerRosError: if an array is missing or of another shape or type
    """
    expected = ('expected an .npz file with pixels (n, 48, 48) uint8, emotion (n,) 0..6, usage '
                f"(n,) of {', '.join(SPLITS)} and, if at hand, {VOTES} (n, 10)")
    with np.load(file, allow_pickle=False) as archive:
        check_zip(archive.zip, path)
        for info in archive.zip.infolist():
            _check_header(archive.zip, info, path, expected)
        found = archive.files
        arrays = {key: archive[key] for key in (*ARRAYS, VOTES) if key in found}
    missing = [key for key in ARRAYS if key not in found]
    if missing:
        raise FerRosError(f"'{path}' has no {', '.join(missing)} but {', '.join(found)}; "
                          f'{expected}')
    pixels, emotion, usage = (arrays[key] for key in ARRAYS)
    votes = arrays.get(VOTES)
    count = pixels.shape[0] if pixels.ndim else 0
    if (pixels.shape != (count, SIDE, SIDE) or pixels.dtype != np.uint8
            or emotion.shape != (count,) or usage.shape != (count,) or not count
            or not np.issubdtype(emotion.dtype, np.integer)
            or (votes is not None and (votes.shape != (count, len(VOTE_COLUMNS))
                                       or not np.issubdtype(votes.dtype, np.integer)))):
        shapes = ', '.join(f'{key} {array.shape} {array.dtype}'
                           for key, array in arrays.items())
        raise FerRosError(f"'{path}' holds {shapes}; {expected}")
    skipped: Counter = Counter()
    good = np.ones(count, bool)
    for bad, reason in ((_unknown(emotion), 'an emotion that is not 0..6'),
                        (~np.isin(usage, SPLITS), 'an unknown usage')):
        skipped[reason] += int((bad & good).sum())
        good &= ~bad
    numbers = np.flatnonzero(good)
    return Table(list(pixels[numbers]), emotion[numbers].tolist(), numbers.tolist(),
                 [str(name) for name in usage], +skipped,
                 None if votes is None else votes.astype(np.int8))


def _check_header(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path,
                  expected: str) -> None:
    """
    Check that an array is no larger than its file.

    NumPy takes the memory that the header asks for before it looks for the numbers.

    :raises FerRosError: if it is
    """
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        read = (np.lib.format.read_array_header_1_0 if version == (1, 0) else
                np.lib.format.read_array_header_2_0)
        shape, _, dtype = read(file)
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize > info.file_size:
        raise FerRosError(f"'{path}' holds {info.filename} of {shape} {dtype}, but only "
                          f'{info.file_size} bytes of it; {expected}')


def _unknown(emotion: np.ndarray) -> np.ndarray:
    return (emotion < 0) | (emotion >= len(LABELS))
