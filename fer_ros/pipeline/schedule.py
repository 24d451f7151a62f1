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

# With an interval of -1 the search for faces takes at most this share of the time, and is made at
# most this often: in so short a time no face gets away from its motion.
AUTO_SHARE = 0.25
AUTO_RATE = 15.0  # Hz
_KEPT = 5


class DetectionSchedule:
    """Says in which frames faces are searched."""

    def __init__(self) -> None:
        """Search in the first frame."""
        self._searched = self._seen = -inf
        self._costs: deque[float] = deque(maxlen=_KEPT)

    def due(self, stamp: float, interval: float) -> bool:
        """
        Return whether faces are to be searched in the frame of `stamp`.

        That is the frame that is nearest to the time when the interval is over.

        :param interval: seconds; below 0 it is as AUTO_SHARE and AUTO_RATE say
        """
        frame_time, self._seen = stamp - self._seen, stamp
        if interval < 0:
            # The least of the last few: a single hiccup says nothing.
            interval = max(min(self._costs, default=0.0) / AUTO_SHARE, 1 / AUTO_RATE)
        elapsed = stamp - self._searched
        return interval == 0 or not 0 <= elapsed < interval - frame_time / 2

    def searched(self, stamp: float, seconds: float) -> None:
        """Note that faces were searched in the frame of `stamp` and how long that took."""
        self._searched = stamp
        self._costs.append(seconds)


def choose(tracks: Sequence[Track], budget: int) -> list[Track]:
    """
    Return the faces to classify in this frame, at most `budget`: those not seen the longest.

    New ones come first; of those that are equal, the earlier in `tracks`.
    """
    if len(tracks) <= budget:
        return list(tracks)
    return sorted(tracks, key=lambda track: track.smoother.stamp)[:budget]
