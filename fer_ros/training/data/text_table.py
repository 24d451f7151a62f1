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

"""Reads text tables with any common encoding and separator, row by row."""

from __future__ import annotations

from collections.abc import Iterator
import csv
import io
from pathlib import Path

from fer_ros.values.errors import FerRosError

# A row of FER2013 has about 9,000 characters.
MAX_LINE = 1 << 20
_SEPARATORS = ',;\t|'
_BOMS = {b'\xff\xfe': 'utf-16', b'\xfe\xff': 'utf-16', b'\xef\xbb\xbf': 'utf-8-sig'}


class TextTable:
    """
    The rows of a table, for reading in a `with` block.

    After the last row, `is_cut` tells whether the text ended without a line end or its packed
    file was incomplete. `zero_bytes` is the number of zero bytes in the text; unfinished
    downloads have them.
    """

    def __init__(self, file: io.BufferedReader, path: Path, partial: bool = False) -> None:
        """
        Take the bytes.

        :param path: for messages
        :param partial: use the readable part of an incomplete packed file
        """
        self._path, self._partial = path, partial
        start = file.peek(4096)[:4096]
        encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), 'utf-8')
        # Text in another encoding is not an error, because the numbers are ASCII.
        self._text = io.TextIOWrapper(file, encoding, errors='replace', newline='')
        self.is_cut, self.zero_bytes = False, 0
        self.header: list[str] = []

    def __enter__(self) -> TextTable:
        """Read the first line, which determines the separator."""
        try:
            first = self._line()
            separator = max(_SEPARATORS, key=first.count)
            self._rows = csv.reader(self._lines(first), delimiter=separator, skipinitialspace=True)
            self.header = [field.strip() for field in next(self._rows, [])]
        except BaseException:
            self._text.detach()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        """Stop reading; the caller closes the file."""
        self._text.detach()

    def rows(self) -> Iterator[list[str]]:
        """Yield the fields of each row that is not empty."""
        for row in self._rows:
            if any(field.strip() for field in row):
                yield [field.strip() for field in row]

    def _lines(self, first: str) -> Iterator[str]:
        line = first
        while line:
            text = line.replace('\0', '')
            self.zero_bytes += len(line) - len(text)
            self.is_cut = self.is_cut or (text != '' and not text.endswith(('\n', '\r')))
            yield text
            line = self._line()

    def _line(self) -> str:
        try:
            line = self._text.readline(MAX_LINE)
        except EOFError:
            if not self._partial:
                raise
            self.is_cut = True
            return ''
        if len(line) == MAX_LINE:
            raise FerRosError(f"'{self._path}' is refused: it has a line of {MAX_LINE} characters "
                              'or more')
        return line
