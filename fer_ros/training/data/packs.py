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

"""Folders, zip and tar files alike: names of files, and their content in memory."""

from __future__ import annotations

from collections.abc import Iterator
import gzip
import io
from pathlib import Path
import tarfile
from typing import Protocol
import zipfile

from fer_ros.values.errors import FerRosError

# Unpacked, in bytes: FER2013 as a table has 300 MB, and a packed file can become a thousand
# times as large.
MAX_BYTES = 2 << 30


def check_size(size: int, path: Path) -> None:
    """
    Check what a file becomes when it is unpacked.

    :raises FerRosError: if it is too large
    """
    if size > MAX_BYTES:
        raise FerRosError(f"'{path}' is refused: unpacked it has more than {MAX_BYTES} bytes")


def check_zip(archive: zipfile.ZipFile, path: Path) -> None:
    """
    Check what a zip file becomes when it is unpacked: zipfile gives no more than it says.

    :raises FerRosError: if it is too large
    """
    check_size(sum(info.file_size for info in archive.infolist()), path)


class Pack(Protocol):
    """A tree of files that can be read."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name, with slashes, and content of each file, in the order of the names."""
        ...

    def names(self) -> list[str]:
        """Return the names, sorted."""
        ...


class FolderPack:
    """The files under a folder."""

    def __init__(self, path: Path) -> None:
        """Take the folder."""
        self._path = path

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(path.relative_to(self._path).as_posix()
                      for path in self._path.rglob('*') if path.is_file())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each file."""
        for name in self.names():
            yield name, (self._path / name).read_bytes()


class ZipPack:
    """The files in a zip file."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._archive = zipfile.ZipFile(path)
        check_zip(self._archive, path)

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(info.filename for info in self._archive.infolist() if not info.is_dir())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each file."""
        for name in self.names():
            yield name, self._archive.read(name)


class TarPack:
    """The files in a tar file, packed or not."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._archive = tarfile.open(path)  # noqa: SIM115  (read as long as the pack lives)
        self._members = {}
        for member in self._archive:
            check_size(member.offset_data + member.size, path)
            if member.isfile():
                self._members[member.name] = member

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(self._members)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each file."""
        for name in self.names():
            yield name, self._archive.extractfile(self._members[name]).read()


def open_pack(path: Path) -> Pack | None:
    """Return the tree of files at `path`, or None where it is a single file."""
    if path.is_dir():
        return FolderPack(path)
    name = path.name.lower()
    if name.endswith('.zip'):
        return ZipPack(path)
    return TarPack(path) if name.endswith(('.tar', '.tar.gz', '.tgz')) else None


def open_single(path: Path) -> tuple[str, io.BufferedIOBase]:
    """Return the name and the bytes of a single file, unpacked where it ends in .gz."""
    if path.suffix.lower() == '.gz':
        return path.stem, io.BufferedReader(BoundedFile(gzip.open(path), path))
    return path.name, open(path, 'rb')


class BoundedFile(io.RawIOBase):
    """A file that ends with an error where it becomes too large."""

    def __init__(self, file: io.BufferedIOBase, path: Path) -> None:
        """Take the file that is read."""
        self._file, self._path, self._size = file, path, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer) -> int:
        """Fill a buffer; return the number of bytes."""
        count = self._file.readinto(buffer)
        self._size += count
        check_size(self._size, self._path)
        return count

    def close(self) -> None:
        """Close the file that is read."""
        self._file.close()
        super().close()
