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

"""The list of the files of a run; the next run into the same folder removes them."""

from __future__ import annotations

from collections.abc import Iterable
import json
from pathlib import Path

from fer_ros.outputs.images import PARTIAL
from fer_ros.system import file_identity, printable
from fer_ros.values.errors import FerRosError

# Each line is a path relative to the folder, as JSON. A file is listed before it is written.
FILE_NAME = '.fer_ros_results'
PHOTOS_FOLDER = 'annotated'


def results_of(folder: Path) -> Path | None:
    """Return the folder with the annotated photos of an earlier run, None if there was none."""
    return folder / PHOTOS_FOLDER if (folder / FILE_NAME).is_file() else None


class Ledger:
    """Lists the files that a run writes to a folder, and protects its input files."""

    def __init__(self, folder: Path, inputs: Iterable[Path]) -> None:
        """Take the folder, which must exist, and the files that are read."""
        self._folder = folder
        self._file = folder / FILE_NAME
        self._inputs = {_identity(path): path for path in inputs}
        self._inputs.pop(None, None)

    def check(self, path: Path) -> None:
        """
        Check that a file may be written.

        :raises FerRosError: if it is an input file, even under another name
        """
        read = self._inputs.get(_identity(path))
        if read is not None:
            raise FerRosError(f"the results would overwrite the input '{printable(read)}'; choose "
                              'another folder with --out')

    def remove_previous(self) -> None:
        """
        Remove the files of the previous run, except input files of this run.

        :raises OSError: if one cannot be removed
        """
        folders: set[Path] = set()
        for path in self._previous():
            for old in (path, path.with_name(PARTIAL)):
                if (old.is_file() or old.is_symlink()) and _identity(old) not in self._inputs:
                    old.unlink()
            folders.update(parent for parent in path.parents
                           if parent.is_relative_to(self._folder) and parent != self._folder)
        for folder in sorted(folders, reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        self._file.write_bytes(b'')

    def add(self, path: Path) -> None:
        """
        List a file that is about to be written, and create its folder if necessary.

        :raises FerRosError: as `check` does, or if the folder or the list cannot be written
        """
        self.check(path)
        line = json.dumps(str(path.relative_to(self._folder))) + '\n'
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open('a', encoding='ascii') as file:
                file.write(line)
        except OSError as error:
            raise FerRosError(f"cannot write '{printable(path)}': {error.strerror}") from error

    def _previous(self) -> list[Path]:
        try:
            lines = self._file.read_text('ascii', 'replace').splitlines()
        except FileNotFoundError:
            return []
        paths = []
        for line in lines:
            try:
                path = self._folder / json.loads(line)
            except (ValueError, TypeError):
                continue  # a line that was cut off by a full disk
            # The list may come from somebody else: paths outside the folder are ignored.
            if '..' not in path.parts and path.is_relative_to(self._folder):
                paths.append(path)
        return paths


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        return file_identity(path)
    except OSError:
        return None
