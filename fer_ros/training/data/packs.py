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
        self._members = {member.name: member for member in self._archive.getmembers()
                         if member.isfile()}

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
        return path.stem, gzip.open(path)
    return path.name, open(path, 'rb')
