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

"""Since when each face has been there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
import time

# A face that was away for longer has a new identifier anyway (`track_timeout` is at most this).
_FORGET_S = 60.0


class FirstSeen:
    """Remembers when each identifier came first, until it has been away for a minute."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Start without faces; `clock` returns seconds."""
        self._clock = clock
        self._times: dict[str, tuple[float, float]] = {}

    def note(self, face_ids: Iterable[str]) -> dict[str, float]:
        """Note the faces of a frame and return since when each has been there, in seconds."""
        now = self._clock()
        present = {face_id: (self._times.get(face_id, (now, now))[0], now)
                   for face_id in face_ids}
        self._times = present | {
            face_id: times for face_id, times in self._times.items()
            if face_id not in present and now - times[1] < _FORGET_S}
        return {face_id: first for face_id, (first, _) in present.items()}
