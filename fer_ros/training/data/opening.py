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

"""Opens a file of a data set; its content, not its name, tells how it is packed."""

from __future__ import annotations

import bz2
from collections.abc import Callable, Iterator
from contextlib import contextmanager
import gzip
import io
import lzma
from pathlib import Path
import tarfile
from typing import Any
import zipfile

from fer_ros.training.data.file_trees import (
    BoundedFile, FileTree, FolderTree, TarTree, ZipTree)

_STREAMS: dict[bytes, Callable[..., Any]] = {
    b'\x1f\x8b': gzip.open, b'BZh': bz2.open, b'\xfd7zXZ\0': lzma.open}
ARCHIVE_SUFFIXES = ('.zip', '.tar', '.tgz', '.gz', '.bz2', '.xz')


@contextmanager
def open_data(path: Path) -> Iterator[FileTree | io.BufferedReader]:
    """
    Open the folder or file at a path, for a `with` block.

    Yields a tree of files, or a single unpacked file.

    :raises Exception: any error that zipfile, tarfile, gzip, bz2 or lzma raise for a damaged file
    """
    if path.is_dir():
        yield FolderTree(path)
    else:
        with open(path, 'rb') as file:
            yield open_file(file, path)


def open_content(content: bytes, path: Path) -> FileTree | io.BufferedReader:
    """Open a file inside another one, as `open_data` does; `path` is for messages."""
    return open_file(io.BytesIO(content), path)


def open_file(file: io.BufferedReader | io.BytesIO, path: Path) -> FileTree | io.BufferedReader:
    """Open a file according to its first bytes, as `open_data` does."""
    start = file.read(512)
    file.seek(0)
    if start.startswith(b'PK'):
        # An .npz is a zip file of arrays, which NumPy reads.
        return io.BufferedReader(file) if _is_npz(file) else ZipTree(file, path)
    if start[257:262] == b'ustar':
        return TarTree(file, path)
    for signature, unpack in _STREAMS.items():
        if start.startswith(signature):
            if _is_tar(file):
                return TarTree(file, path)
            return io.BufferedReader(BoundedFile(unpack(file), path))
    return io.BufferedReader(file)


def _is_npz(file: io.BufferedReader | io.BytesIO) -> bool:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    file.seek(0)
    return bool(names) and all(name.endswith('.npy') for name in names)


def _is_tar(file: io.BufferedReader | io.BytesIO) -> bool:
    try:
        with tarfile.open(fileobj=file):
            return True
    except tarfile.ReadError:
        return False
    finally:
        file.seek(0)
