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

"""`emotions.parquet`, for pandas, DuckDB, R and others."""

from __future__ import annotations

from collections.abc import Callable
import importlib.util
from pathlib import Path
from typing import Any

from fer_ros.outputs.images import PARTIAL
from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.results import FrameResult
from fer_ros.outputs.tables import COLUMNS, emotion_rows
from fer_ros.system import printable
from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import LABELS

# Rows that are kept in memory before they are written
ROW_GROUP = 20_000
TEXTS = ('bag', 'topic', 'face_id', 'label')
WHOLE_NUMBERS = ('stamp_ns', 'frame', 'x', 'y', 'width', 'height')


def has_parquet() -> bool:
    """Return whether Parquet can be written here."""
    return importlib.util.find_spec('pyarrow') is not None


def emotions_schema() -> Any:
    """Return the columns of `emotions.parquet` with their types, a pyarrow.Schema."""
    import pyarrow

    types = {**dict.fromkeys(COLUMNS, pyarrow.float64()), **dict.fromkeys(TEXTS, pyarrow.string()),
             **dict.fromkeys(WHOLE_NUMBERS, pyarrow.int32()), 'stamp_ns': pyarrow.int64(),
             'frame': pyarrow.int64()}
    return pyarrow.schema(list(types.items()), {'labels': ','.join(LABELS)})


class ParquetTable:
    """`emotions.parquet`: the columns of `emotions.csv` with their types."""

    NAME = 'emotions.parquet'

    def __init__(self, folder: Path, ledger: Ledger | None = None, name: str = NAME) -> None:
        """
        Start the file; it gets its name when it is complete.

        :raises FerRosError: if it cannot be opened
        """
        self._path = folder / name
        self._partial = self._path.with_name(f'{name}{PARTIAL}')
        if ledger is not None:
            ledger.add(self._partial)
            ledger.add(self._path)
        self._rows: list[list] = []
        self._schema = emotions_schema()
        self._writer = self._attempt(self._open)

    def _open(self) -> Any:
        from pyarrow import parquet

        # A file, not its name, which pyarrow takes only as UTF-8
        self._file = self._partial.open('wb')
        return parquet.ParquetWriter(self._file, self._schema, compression='zstd')

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        self._rows += emotion_rows(result.record, result.place)
        if len(self._rows) >= ROW_GROUP:
            self._attempt(self._flush)

    def _flush(self) -> None:
        import pyarrow

        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(COLUMNS)
        self._writer.write_table(pyarrow.Table.from_arrays(
            [pyarrow.array(column, field.type)
             for column, field in zip(columns, self._schema, strict=True)], schema=self._schema))
        self._rows = []

    def close(self, whole: bool) -> None:
        """Finish the file."""
        self._attempt(self._finish)

    def _finish(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()
        self._file.close()
        self._partial.replace(self._path)

    def _attempt(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except OSError as error:  # pyarrow's errors of files are OSError, too
            raise FerRosError(f"cannot write '{printable(self._path)}': {error}") from error
