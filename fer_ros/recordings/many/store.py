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

"""Files in a folder or behind a URL, through fsspec."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from fer_ros.system import install_line
from fer_ros.values.errors import FerRosError, MissingDependencyError

_PARTIAL = '.fer_ros.part'


def file_system(url: str) -> tuple[Any, str]:
    """
    Return the file system of a URL or a local path, and the path in it.

    :raises FerRosError: if there is no such kind of URL
    :raises MissingDependencyError: if fsspec, or what it needs for this URL, is not installed
    """
    try:
        import fsspec
    except ImportError as error:
        raise MissingDependencyError(
            f'many bags need fsspec: {install_line("cluster")}') from error
    try:
        return fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise MissingDependencyError(f"cannot open '{url}': {error}") from error
    except (ValueError, OSError) as error:
        raise FerRosError(f"cannot open '{url}': {error}") from error


def is_local(system: Any) -> bool:
    """Return whether a file system is that of this machine."""
    protocol = system.protocol
    return 'file' in (protocol if isinstance(protocol, tuple) else (protocol,))


def absolute_url(url: str) -> str:
    """
    Return a URL that means the same in every folder, as workers need it.

    :raises FerRosError: as `file_system` does
    """
    system, path = file_system(url)
    return path if is_local(system) else url


class Store:
    """A folder of results; a file appears only when it is complete."""

    def __init__(self, url: str) -> None:
        """
        Open it.

        :raises FerRosError: as `file_system` does
        """
        self.url = url
        self._system, self._root = file_system(url)
        # Only local files can be seen half-written: object stores show an object when it is whole.
        self._local = is_local(self._system)

    def write(self, name: str, content: bytes) -> None:
        """
        Write a file.

        :raises FerRosError: if it cannot be written
        """
        self._attempt(name, lambda path: self._system.pipe_file(path, content))

    def put(self, source: Path, name: str) -> None:
        """
        Copy a local file.

        :raises FerRosError: if it cannot be written
        """
        self._attempt(name, lambda path: self._system.put_file(str(source), path))

    def _attempt(self, name: str, work: Any) -> None:
        path = f'{self._root}/{name}'
        try:
            if not self._local:
                work(path)
                return
            self._system.makedirs(path.rpartition('/')[0], exist_ok=True)
            work(path + _PARTIAL)
            Path(path + _PARTIAL).replace(path)
        except Exception as error:  # each file system has errors of its own
            raise FerRosError(f"cannot write '{self.url}/{name}': "
                              f'{error or type(error).__name__}') from error

    def read(self, name: str) -> bytes | None:
        """Return a file, None if it does not exist."""
        try:
            return self._system.cat_file(f'{self._root}/{name}')
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder; none if it does not exist."""
        path = f'{self._root}/{folder}'
        try:
            self._system.invalidate_cache(path)
            return {found.rsplit('/', 1)[-1] for found in self._system.ls(path, detail=False)}
        except FileNotFoundError:
            return set()

    def remove(self, name: str) -> None:
        """Remove a file, if it exists."""
        with suppress(FileNotFoundError):
            self._system.rm_file(f'{self._root}/{name}')
