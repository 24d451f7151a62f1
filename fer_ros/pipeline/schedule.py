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

"""When faces are searched anew, and which of them are classified."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import inf

from fer_ros.tracking import Track

# With an interval of -1 the search for faces takes at most this share of the time.
AUTO_SHARE = 0.25
# Hz; and it is made, and a face classified, at most this often: in so short a time no face gets
# away from its motion, and no expression comes and goes.
AUTO_RATE = 15.0
_KEPT = 5


class Schedule:
    """Says in which frames faces are searched, and which of them are classified."""

    def __init__(self) -> None:
        """Search in the first frame."""
        self._searched = self._seen = -inf
        self._frame_time = inf
        self._costs: deque[float] = deque(maxlen=_KEPT)

    def is_due(self, stamp: float, interval: float) -> bool:
        """
        Return whether faces are to be searched in the next frame, that of `stamp`.

        That is the frame that is nearest to the time when the interval is over.

        :param interval: seconds; below 0 it is as AUTO_SHARE and AUTO_RATE say
        """
        self._frame_time, self._seen = stamp - self._seen, stamp
        if interval < 0:
            # The least of the last few: a single hiccup says nothing.
            interval = max(min(self._costs, default=0.0) / AUTO_SHARE, 1 / AUTO_RATE)
        return self._is_over(stamp - self._searched, interval)

    def searched(self, stamp: float, seconds: float) -> None:
        """Note that faces were searched in the frame of `stamp` and how long that took."""
        self._searched = stamp
        self._costs.append(seconds)

    def choose(self, tracks: Sequence[Track], interval: float, budget: int) -> list[Track]:
        """
        Return the faces to classify in the frame that `is_due` was asked about.

        They are those not classified for an interval, at most `budget` of them, and those not
        classified the longest. New ones come first; of those that are equal, the earlier in
        `tracks`.

        :param interval: seconds; below 0 it is as AUTO_RATE says
        """
        if interval < 0:
            interval = 1 / AUTO_RATE
        chosen = [track for track in tracks
                  if self._is_over(self._seen - track.smoother.stamp, interval)]
        if len(chosen) <= budget:
            return chosen
        return sorted(chosen, key=lambda track: track.smoother.stamp)[:budget]

    def _is_over(self, elapsed: float, interval: float) -> bool:
        return interval == 0 or not 0 <= elapsed < interval - self._frame_time / 2
