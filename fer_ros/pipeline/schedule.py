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

"""In which frames faces are detected, and which of them are classified."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import inf

from fer_ros.tracking import Track

# Detection takes at most this share of the time, unless it runs in every frame.
MAX_SHARE = 0.25
_KEPT = 5


class Schedule:
    """Decides in which frames faces are detected, and which of them are classified."""

    def __init__(self, *, by_stamps: bool = False) -> None:
        """
        Detect faces in the first frame.

        :param by_stamps: only the stamps decide, not how long detection takes, so that the same
            frames always give the same results
        """
        self._by_stamps = by_stamps
        self._detected = self._seen = -inf
        self._frame_time = inf
        self._costs: deque[float] = deque(maxlen=_KEPT)

    def is_due(self, stamp: float, rate: float) -> bool:
        """
        Return whether to detect faces in the next frame, the one with this stamp.

        Detection is due in the frame that is nearest to the end of the period.

        :param stamp: seconds
        :param rate: of detection, Hz; 0 is every frame
        """
        self._frame_time, self._seen = stamp - self._seen, stamp
        # The minimum of the last few: one slow detection means nothing.
        shortest = min(self._costs, default=0.0) / MAX_SHARE
        return self._is_over(stamp - self._detected, max(shortest, 1 / rate) if rate else 0.0)

    def note_detection(self, stamp: float, seconds: float) -> None:
        """Note that faces were detected in the frame with this stamp, and how long that took."""
        self._detected = stamp
        if not self._by_stamps:
            self._costs.append(seconds)

    def choose(self, tracks: Sequence[Track], rate: float, max_count: int) -> list[Track]:
        """
        Return the faces to classify in the frame that `is_due` was called for.

        They are the faces whose period is over, at most `max_count` of them: new ones first, then
        the ones that have waited longest; in case of a tie, the earlier in `tracks`.

        :param rate: of the classification of each face, Hz; 0 is every frame
        """
        period = 1 / rate if rate else 0.0
        chosen = [track for track in tracks
                  if self._is_over(self._seen - track.smoother.stamp, period)]
        if len(chosen) <= max_count:
            return chosen
        return sorted(chosen, key=lambda track: track.smoother.stamp)[:max_count]

    def _is_over(self, elapsed: float, period: float) -> bool:
        return period == 0 or not 0 <= elapsed < period - self._frame_time / 2
