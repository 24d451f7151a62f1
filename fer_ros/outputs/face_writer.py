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

"""`faces.csv`, `intervals.csv` and `report.html`, as one writer of the results of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fer_ros.outputs import face_tables
from fer_ros.outputs.face_log import FaceLog
from fer_ros.outputs.images import PARTIAL
from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.report import recordings
from fer_ros.outputs.report.thumbnails import Thumbnails
from fer_ros.outputs.results import FrameResult
from fer_ros.system import printable, write_whole
from fer_ros.values.errors import FerRosError


class FaceWriter:
    """Gathers the faces frame by frame and writes three files at the end."""

    NAMES = (*face_tables.NAMES, recordings.NAME)

    def __init__(self, folder: Path, ledger: Ledger, title: str, made_by: str,
                 notes: Callable[[], Sequence[str]], log: FaceLog) -> None:
        """
        Prepare.

        :param title: of the page
        :param made_by: how the results are made, a sentence for the page
        :param notes: returns, at the end, what was left out and why
        :param log: where the faces are gathered
        """
        self._folder, self._ledger, self._title = folder, ledger, title
        self._made_by, self._notes = made_by, notes
        self._log, self._thumbnails = log, Thumbnails()

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        self._log.add(result.place, result.emotions)
        self._thumbnails.add(result)

    def close(self, whole: bool) -> None:
        """Write the files."""
        self._log.finish()
        cameras = self._log.cameras
        page = recordings.report_page(self._title, cameras, self._thumbnails, self._notes(),
                                      self._made_by)
        texts = face_tables.faces_csv(cameras), face_tables.intervals_csv(cameras), page
        for name, text in zip(self.NAMES, texts, strict=True):
            path = self._folder / name
            self._ledger.add(path)
            try:
                write_whole(path, text.encode(), path.with_name(PARTIAL))
            except OSError as error:
                raise FerRosError(f"cannot write '{printable(path)}': {error.strerror}") from error
