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

"""The frames of a topic in the order of their stamps, and their times in the recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import heapq
from typing import Any

from fer_ros.tracking import MAX_REORDERING_S

_SECOND = 1_000_000_000
_WINDOW_NS = round(MAX_REORDERING_S * _SECOND)


@dataclass(frozen=True)
class StampedMessage:
    """An image message with its stamp, or its log time if it has none, in nanoseconds."""

    message: Any
    stamp_ns: int
    log_ns: int
    number: int  # in the order of the bag

    def __lt__(self, other: StampedMessage) -> bool:
        """Compare stamps; of equal ones the order of the bag decides."""
        return (self.stamp_ns, self.number) < (other.stamp_ns, other.number)


class StampOrder:
    """
    Sorts messages by their stamps.

    A message is held back until no earlier one is expected: stamps may be out of order by the time
    that the tracker allows, too. A larger step back is a new beginning.
    """

    def __init__(self) -> None:
        """Start without messages."""
        self._held: list[StampedMessage] = []
        self._newest: int | None = None
        self.jumps = 0

    def add(self, message: StampedMessage) -> Iterator[StampedMessage]:
        """Return the messages that are due after this one."""
        stamp = message.stamp_ns
        if self._newest is not None and stamp <= self._newest - _WINDOW_NS:
            yield from self.rest()
            self.jumps += 1
            self._newest = None
        self._newest = stamp if self._newest is None else max(self._newest, stamp)
        heapq.heappush(self._held, message)
        while self._held[0].stamp_ns <= self._newest - _WINDOW_NS:
            yield heapq.heappop(self._held)

    def rest(self) -> Iterator[StampedMessage]:
        """Return the messages that are held back; no more will come."""
        while self._held:
            yield heapq.heappop(self._held)


class RecordingClock:
    """
    Converts stamps to seconds from the first message of the bag.

    Stamps may be those of another clock. Where they begin, and where they jump back, the log time
    says how much time has passed.
    """

    def __init__(self, start_ns: int) -> None:
        """Take the log time of the first message of the bag, in nanoseconds."""
        self._start, self._zero = start_ns, 0
        self._last: int | None = None
        self._time_ns = 0

    def time_s(self, stamp_ns: int, log_ns: int) -> float:
        """Return the time of the next frame, rounded to microseconds; it never decreases."""
        if self._last is None or stamp_ns <= self._last - _WINDOW_NS:
            self._zero = stamp_ns - (log_ns - self._start)
        self._last = stamp_ns
        self._time_ns = max(stamp_ns - self._zero, self._time_ns)
        return round(self._time_ns / _SECOND, 6)
