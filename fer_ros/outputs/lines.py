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

"""A text file that is whole after any interruption."""

from __future__ import annotations

import os
from pathlib import Path

from fer_ros.values.errors import FerRosError


class Lines:
    """A file that contains only complete lines."""

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
        Write whole lines at once.

        :raises FerRosError: if there is no room for them; then nothing is left of them
        """
        left = memoryview(text.encode())
        size = len(left)
        try:
            while left:
                left = left[self._file.write(left):]
        except OSError as error:
            self._cut()
            raise FerRosError(f"cannot write '{self._path}': {error.strerror}; what was written "
                              'before is whole') from error
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
        """Close the file."""
        self._file.close()
