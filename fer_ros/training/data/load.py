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

"""From a path to a data set, whatever lies there."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from fer_ros.training.data.csv_rows import read_csv
from fer_ros.training.data.dataset import DataSet
from fer_ros.training.data.ferplus import join_votes
from fer_ros.training.data.npz import read_npz
from fer_ros.training.data.packs import FolderPack, open_pack, open_single, Pack
from fer_ros.training.data.pictures import read_pictures
from fer_ros.training.data.table import Table
from fer_ros.values.errors import FerRosError

EXPECTED = ("expected Kaggle's fer2013.csv or icml_face_data.csv, a folder such as "
            'train/angry/*.jpg, or an .npz file with pixels, emotion and usage, each plain or as '
            '.zip, .gz or .tar.gz')
# Among several tables in one archive
KNOWN_NAMES = ('fer2013.csv', 'icml_face_data.csv')


def load_data(path: Path, votes: Path | None = None) -> DataSet:
    """
    Load FER2013 from a file or a folder.

    A bad row or picture is left out and counted.

    :param votes: FERPlus's fer2013new.csv, plain or packed, for the data's own rows
    :raises FerRosError: if there is no data of a known form; says what was found and expected
    """
    path = Path(path)
    if not path.exists():
        raise FerRosError(f"cannot read '{path}': there is no such file; {EXPECTED}")
    try:
        table = _read(path)
        if votes is not None:
            join_votes(table, Path(votes), path)
        digest = _sha256(path)
    except FerRosError:
        raise
    # Damaged files end in whatever zipfile, tarfile, gzip, zlib, csv, numpy or tokenize raise.
    except Exception as error:
        raise FerRosError(f"cannot read '{path}': {error}; {EXPECTED}") from error
    if not table.faces:
        found = ', '.join(f'{count} with {reason}' for reason, count in table.skipped.items())
        raise FerRosError(f"'{path}' holds no face that can be used ({found or 'it is empty'}); "
                          f'{EXPECTED}')
    return DataSet(table.splits(), str(path), digest, dict(table.skipped))


def _read(path: Path) -> Table:
    pack = open_pack(path)
    if pack is not None:
        return _read_pack(pack, path)
    name, file = open_single(path)
    with file:
        return _read_file(name, file, path)


def _read_pack(pack: Pack, path: Path) -> Table:
    names = pack.names()
    tables = [name for name in names if name.lower().endswith(('.csv', '.npz'))]
    known = [name for name in tables if name.rpartition('/')[2].lower() in KNOWN_NAMES]
    chosen = known[:1] or tables
    if len(chosen) > 1:
        raise FerRosError(f"'{path}' holds several tables ({', '.join(chosen)}); name one of them")
    if chosen:
        content = next(content for name, content in pack.files() if name == chosen[0])
        return _read_file(chosen[0], io.BytesIO(content), path)
    return read_pictures(pack, path)


def _read_file(name: str, file: io.BufferedIOBase, path: Path) -> Table:
    suffix = Path(name).suffix.lower()
    if suffix == '.npz':
        # NumPy seeks in the file, which a packed one does slowly.
        return read_npz(io.BytesIO(file.read()), path)
    if suffix == '.csv':
        with io.TextIOWrapper(file, 'utf-8-sig', newline='') as text:
            return read_csv(text, path)
    raise FerRosError(f"'{path}' is a file of another kind ('{suffix}'); {EXPECTED}")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    if path.is_dir():
        for name, content in FolderPack(path).files():
            digest.update(f'{name}\0{hashlib.sha256(content).hexdigest()}\n'.encode())
        return digest.hexdigest()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
