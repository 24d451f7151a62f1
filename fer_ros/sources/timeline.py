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

"""Time in a video whose timestamps jump, for example because two recordings were joined."""

from __future__ import annotations

from dataclasses import dataclass, field

# As in the program ffmpeg (ffmpeg.c, DELTA_THRESHOLD and process_input_packet): in formats that
# allow jumps, a larger step forward or back counts as a jump.
FORWARD_JUMP_S = 10.0
BACK_JUMP_S = 0.1
# In other formats only a larger step back is a jump: timestamps may be slightly out of order.
BACK_JUMP_ELSEWHERE_S = 1.0


@dataclass
class _Part:
    """A part of the file without a jump: the offset added to its times, and its last time."""

    offset: float
    last: float


@dataclass
class Timeline:
    """
    Converts the decoding times of packets to times without jumps.

    All streams of a file use the same Timeline. A part with sound but without frames is therefore
    not a jump, and sound and frames jump together.
    """

    jumps_forward: bool
    _newest: _Part | None = None
    _part: dict[int, _Part] = field(default_factory=dict)
    _last: dict[int, float] = field(default_factory=dict)
    _end: float = 0.0

    def offset(self, stream: int, time: float, duration: float) -> float:
        """
        Return the offset to add to the times of the next packet. All times are in seconds.

        :param stream: index of the packet's stream
        :param time: decoding time of the packet
        :param duration: duration of the packet, 0 if it is not known
        """
        if self._newest is None:
            self._newest = _Part(0.0, time)
        part = self._part.setdefault(stream, self._newest)
        if not self._continues(part, stream, time):
            if self._newest is part or abs(time - self._newest.last) > FORWARD_JUMP_S:
                self._newest = _Part(self._end - time, time)
            part = self._part[stream] = self._newest
        self._last[stream] = time
        part.last = max(part.last, time)
        self._end = max(self._end, time + part.offset + duration)
        return part.offset

    def _continues(self, part: _Part, stream: int, time: float) -> bool:
        back = BACK_JUMP_S if self.jumps_forward else BACK_JUMP_ELSEWHERE_S
        if time < self._last.get(stream, time) - back:
            return False
        return not self.jumps_forward or time <= part.last + FORWARD_JUMP_S
