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

"""Text files that contain only complete lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import csv
import io
import os
from pathlib import Path

from fer_ros.system import printable
from fer_ros.values.errors import FerRosError


class Lines:
    """
    A file that contains only complete lines.

    Every text is written at once. If the disk has no room for all of it, it is removed again.
    """

    def __init__(self, path: Path) -> None:
        """
        Start a new file.

        :raises OSError: if it cannot be opened
        """
        self._path, self._whole, self._before = path, 0, 0
        # Without a buffer, an error occurs at the line that failed, and not again in close().
        self._file = path.open('wb', buffering=0)

    def write(self, text: str) -> None:
        """
        Add whole lines.

        :raises FerRosError: if they cannot be written
        """
        left = memoryview(text.encode())
        size = len(left)
        try:
            while left:
                left = left[self._file.write(left):]
        except OSError as error:
            self._cut()
            raise FerRosError(f"cannot write '{printable(self._path)}': {error.strerror}; what "
                              'was written before is whole') from error
        self._before, self._whole = self._whole, self._whole + size

    def take_back(self) -> None:
        """Remove the text of the last call of `write`."""
        self._whole = self._before
        self._cut()

    def _cut(self) -> None:
        if self._file.seekable():
            os.ftruncate(self._file.fileno(), self._whole)
            self._file.seek(self._whole)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; None and NaN are empty cells."""
    text = io.StringIO(newline='')
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return '' if value is None or value != value else value
