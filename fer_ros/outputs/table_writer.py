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

"""The tables with a row per face and frame, as writers of the results of a run."""

from __future__ import annotations

from pathlib import Path

from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.results import FrameResult
from fer_ros.outputs.tables import EmotionTables, JsonLines


class Tables:
    """`emotions.csv` and, if asked for, `emotions.jsonl`."""

    def __init__(self, folder: Path, ledger: Ledger, *, lines: bool = True) -> None:
        """
        Start the files.

        :raises OSError: if they cannot be opened
        :raises FerRosError: if the disk is full
        """
        if lines:
            ledger.add(folder / JsonLines.NAME)
        ledger.add(folder / EmotionTables.NAME)
        self._tables = EmotionTables(folder, lines=lines)

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        self._tables.write(result.record, result.place)

    def close(self, whole: bool) -> None:
        """Finish the files."""
        self._tables.close()
