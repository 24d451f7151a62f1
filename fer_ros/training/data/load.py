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

"""Loads a data set from a file or folder of any supported format."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from fer_ros.system import expand_path
from fer_ros.training.data.csv_rows import has_faces_and_labels, read_csv
from fer_ros.training.data.dataset import DataSet
from fer_ros.training.data.ferplus import join_votes
from fer_ros.training.data.file_trees import FileTree, FolderTree
from fer_ros.training.data.image_folders import has_images, read_image_folders
from fer_ros.training.data.npz import read_npz
from fer_ros.training.data.opening import ARCHIVE_SUFFIXES, open_content, open_data
from fer_ros.training.data.splits import split_names
from fer_ros.training.data.table import Table
from fer_ros.training.data.text_table import TextTable
from fer_ros.values.errors import FerRosError

EXPECTED = ("expected Kaggle's fer2013.csv or icml_face_data.csv, a folder such as "
            'train/angry/*.jpg, or an .npz file with pixels, emotion and usage, each plain or as '
            '.zip, .gz or .tar.gz')
# Preferred if an archive holds several tables
KNOWN_NAMES = ('fer2013.csv', 'icml_face_data.csv')
_TABLE_SUFFIXES = ('.csv', '.tsv', '.npz')


def load_data(path: Path, votes: Path | None = None, *, hash_share: float = 0.0,
              partial: bool = False) -> DataSet:
    """
    Load FER2013 from a file or a folder.

    Invalid rows and images are left out and counted.

    :param votes: FERPlus's fer2013new.csv, plain or packed, for the rows of the data
    :param hash_share: share of the faces that become PublicTest, if the data has no splits
    :param partial: use the complete rows of a table that ends within a row
    :raises FerRosError: if the format is unknown; the message says what was found and expected
    """
    path = expand_path(str(path))
    if not path.exists():
        raise FerRosError(f"cannot read '{path}': there is no such file; {EXPECTED}")
    try:
        table = _read(path, partial)
        if table.faces:
            table.set_splits(path, hash_share)
        if votes is not None:
            join_votes(table, expand_path(str(votes)), path)
        digest = _sha256(path)
    except FerRosError:
        raise
    except EOFError as error:
        raise FerRosError(f"'{path}' is incomplete: {error}; download it again, or give --partial "
                          'to use the rows of a packed table before its end') from error
    # The libraries for archives, tables and arrays raise many kinds of exceptions.
    except Exception as error:
        raise FerRosError(f"cannot read '{path}': {error}; {EXPECTED}") from error
    if not table.faces:
        raise FerRosError(f"'{path}' holds no face that can be used "
                          f"({table.problems() or 'it is empty'}); {EXPECTED}")
    return DataSet(table.splits(), str(path), digest, dict(table.skipped), hash_share,
                   table.examples)


def _read(path: Path, partial: bool) -> Table:
    with open_data(path) as opened:
        if isinstance(opened, io.BufferedReader):
            return _read_file(opened, path, partial)
        return _read_tree(opened, path, partial)


def _read_tree(tree: FileTree, path: Path, partial: bool) -> Table:
    names = [name for name in tree.names() if not name.startswith('__MACOSX')]
    tables = [name for name in names if name.lower().endswith(_TABLE_SUFFIXES)]
    known = [name for name in tables if name.rpartition('/')[2].lower() in KNOWN_NAMES]
    if not known and len(tables) > 1:
        labelled = [name for name in tables if _has_faces_and_labels(tree.read(name), path)]
        if len(labelled) > 1 and len({*split_names(map(_stem, labelled)).values()}) == len(
                labelled):
            return _join(tree, labelled, path, partial)
        tables = labelled or tables
    if known or len(tables) == 1:
        return _read_inner(tree.read((known or tables)[0]), path, partial)
    if len(tables) > 1:
        raise FerRosError(f"'{path}' holds several tables ({', '.join(tables)}); name one of them")
    archives = [name for name in names if name.lower().endswith(ARCHIVE_SUFFIXES)]
    if archives and not has_images(names):
        if len(archives) > 1:
            raise FerRosError(f"'{path}' holds several archives ({', '.join(archives)}); unpack "
                              'it and name one of them')
        return _read_inner(tree.read(archives[0]), path, partial, nested=True)
    return read_image_folders(tree, path)


def _read_inner(content: bytes, path: Path, partial: bool, nested: bool = False) -> Table:
    """Read the data from a file in an archive; the file may itself be an archive."""
    inner = open_content(content, path)
    if isinstance(inner, io.BufferedReader):
        return _read_file(inner, path, partial)
    if nested and not has_images(inner.names()) and not any(
            name.lower().endswith(_TABLE_SUFFIXES) for name in inner.names()):
        raise FerRosError(f"'{path}' holds an archive without data; {EXPECTED}")
    return _read_tree(inner, path, partial)


def _join(tree: FileTree, names: list[str], path: Path, partial: bool) -> Table:
    """Read several tables, named after their splits, into one."""
    joined = Table()
    for name in names:
        joined.extend(read_csv(io.BufferedReader(io.BytesIO(tree.read(name))), path, partial,
                               usage=_stem(name)))
    return joined


def _stem(name: str) -> str:
    return name.rpartition('/')[2].partition('.')[0]


def _has_faces_and_labels(content: bytes, path: Path) -> bool:
    """Return whether the header is that of labelled faces; an .npz file counts as such."""
    if content.startswith(b'PK'):
        return True
    with TextTable(io.BufferedReader(io.BytesIO(content)), path) as text:
        return has_faces_and_labels(text.header)


def _read_file(file: io.BufferedReader, path: Path, partial: bool) -> Table:
    start = file.peek(512)[:512]
    if not start:
        raise FerRosError(f"'{path}' is empty; {EXPECTED}")
    if start.startswith(b'PK'):
        # In memory, because NumPy seeks, which is slow in a packed file
        return read_npz(io.BytesIO(file.read()), path)
    if b'\0' in start and not start.startswith((b'\xff\xfe', b'\xfe\xff')):
        raise FerRosError(f"'{path}' is a file of another kind ('{path.suffix}'); {EXPECTED}")
    return read_csv(file, path, partial)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    if path.is_dir():
        for name, content in FolderTree(path).files():
            digest.update(f'{name}\0{hashlib.sha256(content).hexdigest()}\n'.encode())
        return digest.hexdigest()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
