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

"""The writers of the files that all commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fer_ros.outputs.event_lines import EventLines
from fer_ros.outputs.face_log import FaceLog
from fer_ros.outputs.face_writer import FaceWriter
from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.parquet import has_parquet, ParquetTable
from fer_ros.outputs.results import Writer
from fer_ros.outputs.table_writer import Tables
from fer_ros.values.settings import Settings


def table_writers(folder: Path, ledger: Ledger, *, lines: bool = False,
                  table: bool = True) -> list[Writer]:
    """
    Return the writers of `emotions.csv` and, with pyarrow, `emotions.parquet`.

    :param lines: write `emotions.jsonl`, too
    :param table: write `emotions.csv`
    :raises OSError: if a file cannot be opened
    :raises FerRosError: if the disk is full
    """
    writers: list[Writer] = [Tables(folder, ledger, lines=lines)] if table else []
    if has_parquet():
        writers.append(ParquetTable(folder, ledger))
    return writers


def recording_writers(folder: Path, ledger: Ledger, title: str, settings: Settings, made_by: str,
                      notes: Callable[[], Sequence[str]], log: FaceLog, *, lines: bool = False,
                      table: bool = True) -> list[Writer]:
    """
    Return the writers for frames that follow each other in time: tables, events and the report.

    :param title: what is recognised, for the page
    :param settings: those of the recognition
    :param made_by: how the results are made, a sentence for the page
    :param notes: returns, at the end, what was left out and why
    :param log: where the faces are gathered
    :param lines: write `emotions.jsonl`, too
    :param table: write `emotions.csv`
    :raises OSError: if a file cannot be opened
    :raises FerRosError: if the disk is full
    """
    return [*table_writers(folder, ledger, lines=lines, table=table),
            EventLines(folder, ledger, hold=settings.event_hold, timeout=settings.track_timeout),
            FaceWriter(folder, ledger, f'Emotions in {title}', made_by, notes, log)]
