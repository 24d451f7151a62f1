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

"""Reads folders, zip and tar files in the same way: file names, and contents in memory."""

from __future__ import annotations

from collections.abc import Iterator
import io
import os
from pathlib import Path
import posixpath
import stat
import tarfile
from typing import BinaryIO, Protocol
import zipfile

from fer_ros.values.errors import FerRosError

# Limit of the unpacked size: FER2013 as a table has 300 MB, but a packed file can grow by a factor
# of a thousand.
MAX_BYTES = 2 << 30


def check_size(size: int, path: Path) -> None:
    """
    Check the unpacked size of a file.

    :raises FerRosError: if it is too large
    """
    if size > MAX_BYTES:
        raise FerRosError(f"'{path}' is refused: unpacked it has more than {MAX_BYTES} bytes")


def check_zip(archive: zipfile.ZipFile, path: Path) -> None:
    """
    Check the declared unpacked size of a zip file; zipfile never unpacks more than that.

    :raises FerRosError: if it is too large
    """
    check_size(sum(info.file_size for info in archive.infolist()), path)


class FileTree(Protocol):
    """A tree of files that can be read."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name (with slashes) and content of each file, in the order of the names."""
        ...

    def names(self) -> list[str]:
        """Return the names, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """Return the content of a file; b'' for a broken link."""
        ...


class _Files:
    """The common base of the trees."""

    def names(self) -> list[str]:
        raise NotImplementedError

    def read(self, name: str) -> bytes:
        raise NotImplementedError

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each file."""
        for name in self.names():
            yield name, self.read(name)


class FolderTree(_Files):
    """The files under a folder; symbolic links are followed."""

    def __init__(self, path: Path) -> None:
        """Take the folder."""
        self._path = path

    def names(self) -> list[str]:
        """Return the names, sorted."""
        found, seen = [], set()
        for folder, folders, files in os.walk(self._path, followlinks=True):
            # Stops the endless loop at a link to a parent folder
            real = os.path.realpath(folder)
            if real in seen:
                folders.clear()
                continue
            seen.add(real)
            found += [path.relative_to(self._path).as_posix()
                      for name in files if (path := Path(folder, name)).is_file()]
        return sorted(found)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self._path / name).read_bytes()


class ZipTree(_Files):
    """The files in a zip file."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Take the file; `path` is for messages."""
        self._archive = zipfile.ZipFile(file)
        check_zip(self._archive, path)
        # Some Windows programs write backslashes, which the standard forbids (APPNOTE 4.4.17).
        self._infos = {info.filename.replace('\\', '/'): info
                       for info in self._archive.infolist()}

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(name for name in self._infos if not name.endswith('/'))

    def read(self, name: str) -> bytes:
        """Return the content of a file, or of the target of a link."""
        content = self._archive.read(self._infos[name])
        if stat.S_ISLNK(self._infos[name].external_attr >> 16):
            target = posixpath.normpath(posixpath.join(
                posixpath.dirname(name), content.decode(errors='replace')))
            return self._archive.read(self._infos[target]) if target in self._infos else b''
        return content


class TarTree(_Files):
    """The files in a tar file, compressed or not."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Take the file; `path` is for messages."""
        self._archive = tarfile.open(fileobj=file)  # noqa: SIM115  (lives as long as the tree)
        self._members = {}
        for member in self._archive:
            check_size(member.offset_data + member.size, path)
            if member.isfile() or member.issym() or member.islnk():
                self._members[posixpath.normpath(member.name)] = member

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(self._members)

    def read(self, name: str) -> bytes:
        """Return the content of a file, or of the target of a link."""
        try:
            file = self._archive.extractfile(self._members[name])
        except KeyError:
            return b''
        return file.read() if file is not None else b''


class BoundedFile(io.RawIOBase):
    """A file that raises an error when more than MAX_BYTES are read from it."""

    def __init__(self, file: io.BufferedIOBase, path: Path) -> None:
        """Take the file to read; `path` is for messages."""
        self._file, self._path, self._size = file, path, 0

    def readable(self) -> bool:
        """Return that the file can be read."""
        return True

    def readinto(self, buffer) -> int:
        """Read into a buffer; return the number of bytes."""
        count = self._file.readinto(buffer)
        self._size += count
        check_size(self._size, self._path)
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
