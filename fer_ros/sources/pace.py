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

"""When the frames of a photo or video are due, if they are played as a camera."""

from __future__ import annotations

import time


class Pace:
    """Tells when frames are due; after a delay, frames do not catch up in a burst."""

    def __init__(self, period: float, by_stamps: bool) -> None:
        """
        Start; the first frame is due at once.

        :param period: seconds from one frame to the next
        :param by_stamps: use the differences of the stamps; `period` then only separates one pass
            over the source from the next
        """
        self._period, self._by_stamps = period, by_stamps
        self._due: float | None = None
        self._last: float | None = None

    def restart(self) -> None:
        """Treat the next frame as the first one of another pass."""
        self._last = None

    def wait_time(self, stamp: float) -> float:
        """
        Return the seconds until the next frame is due, 0 if it is late.

        :param stamp: stamp of the frame in seconds
        """
        now = time.monotonic()
        if self._due is None:
            self._due = now
        else:
            step = self._period
            if self._by_stamps and self._last is not None:
                step = max(stamp - self._last, 0.0)
            # Relative to the last due time, not to the last frame: the rate must not drift.
            self._due = max(self._due + step, now - self._period)
        self._last = stamp
        return max(self._due - now, 0.0)
