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

"""`events.jsonl`: a line for each face that appears or leaves, or whose label changes."""

from __future__ import annotations

import json
from pathlib import Path

from fer_ros.events import event_record, FaceEvent, FaceEvents
from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.lines import Lines
from fer_ros.outputs.results import FrameResult

NAME = 'events.jsonl'


class EventLines:
    """Writes the events of a video or a camera."""

    def __init__(self, folder: Path, ledger: Ledger | None = None, *, hold: float,
                 timeout: float) -> None:
        """
        Start the file; `hold` and `timeout` as for FaceEvents.

        :param ledger: lists the file; None if there is no list
        :raises OSError: if it cannot be opened
        :raises FerRosError: if the disk is full
        """
        path = folder / NAME
        if ledger is not None:
            ledger.add(path)
        self._lines = Lines(path)
        self._events = FaceEvents(hold=hold, timeout=timeout)
        self._frame_id, self._size = '', (0, 0)

    def write(self, result: FrameResult) -> None:
        """Add the events of a frame, as `Writer` says."""
        record = result.record
        self._frame_id = record['frame_id']
        self._size = record['image_width'], record['image_height']
        self._add(self._events.update(record['stamp'], result.emotions))

    def _add(self, events: list[FaceEvent]) -> None:
        if events:
            self._lines.write(''.join(
                json.dumps(event_record(event, self._frame_id, self._size)) + '\n'
                for event in events))

    def close(self, whole: bool) -> None:
        """Add that the last faces leave with the last frame, and finish the file."""
        try:
            self._add(self._events.end())
        finally:
            self._lines.close()
