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

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from fer_ros.events import event_record, FaceEvent, FaceEvents
from fer_ros.outputs.ledger import Ledger
from fer_ros.outputs.lines import Lines
from fer_ros.outputs.place import Place
from fer_ros.outputs.results import FrameResult

NAME = 'events.jsonl'


class EventLines:
    """
    Writes the events of a video or a camera, or of each camera of some bags.

    Those of bags begin with the fields `bag` and `topic`.
    """

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
        self._hold, self._timeout = hold, timeout
        self._streams: dict[Place, _Stream] = {}

    def write(self, result: FrameResult) -> None:
        """Add the events of a frame, as `Writer` says."""
        key = replace(result.place, stamp_ns=None, time_s=None, frame=0)
        stream = self._streams.get(key)
        if stream is None:
            stream = self._streams[key] = _Stream(
                key, FaceEvents(hold=self._hold, timeout=self._timeout))
        self._add(stream.update(result))

    def _add(self, records: list[dict[str, Any]]) -> None:
        if records:
            self._lines.write(''.join(json.dumps(record) + '\n' for record in records))

    def close(self, whole: bool) -> None:
        """Add that the last faces leave with the last frame, and finish the file."""
        try:
            for stream in self._streams.values():
                self._add(stream.end())
        finally:
            self._lines.close()


class _Stream:
    """The events of one camera as records."""

    def __init__(self, place: Place, events: FaceEvents) -> None:
        self._source = {'bag': place.bag, 'topic': place.topic} if place.topic else {}
        self._events = events
        self._frame_id, self._size = '', (0, 0)

    def update(self, result: FrameResult) -> list[dict[str, Any]]:
        record = result.record
        self._frame_id = record['frame_id']
        self._size = record['image_width'], record['image_height']
        return self._records(self._events.update(record['stamp'], result.emotions))

    def end(self) -> list[dict[str, Any]]:
        return self._records(self._events.end())

    def _records(self, events: list[FaceEvent]) -> list[dict[str, Any]]:
        return [{**self._source, **event_record(event, self._frame_id, self._size)}
                for event in events]
