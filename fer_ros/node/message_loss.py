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

"""Counts lost images of a camera, by sequence numbers, reports of the middleware and stamps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan
import threading
import time

import numpy as np

WINDOW_S = 5.0
MAX_GAP_S = 2.0     # a longer gap means that the camera stopped
MEMORY_S = 30.0     # seconds for which a known frame period stays valid
_MIN_GAPS = 8       # with fewer gaps the period cannot be determined
# Fast DDS also reports as lost what a publisher sent before the subscription matched it, and the
# first images arrive while the node is still subscribing: losses before this many are ignored.
_FIRST_IMAGES = 8
_MAX_JUMP = 1000    # more missing sequence numbers than this mean that another publisher sends
_MAX_FACTOR = 12    # the median gap is at most this many periods
# Largest mean distance of the gaps from whole multiples of the period, in periods
_TOLERANCE = 0.16
# The mean distance of random gaps, and three standard deviations of the distance of one gap
_RANDOM, _SPREAD = 0.25, 3 * 0.144
_MIN_SINGLE = 0.05  # share of the gaps that must be one period long


def frame_period(gaps: Sequence[float]) -> float:
    """
    Return the time between two frames that a camera sends, even if some frames are missing.

    If frames are missing, the gaps between the stamps are whole multiples of the period. The
    result is the largest period for which this holds.

    :param gaps: differences between successive stamps, seconds, all above 0
    :return: seconds; NaN if the gaps have no common period, or are too few
    """
    values = np.sort(np.asarray(gaps, float))
    if len(values) < _MIN_GAPS:
        return nan
    # Few gaps may be near whole multiples of a wrong period by chance.
    tolerance = min(_TOLERANCE, _RANDOM - _SPREAD / np.sqrt(len(values)))
    middle = values[(len(values) - 1) // 2]
    for factor in range(1, _MAX_FACTOR + 1):
        period = middle / factor
        for _ in range(2):  # least squares; the last period gives the multiples
            multiples = np.maximum(np.round(values / period), 1)
            period = float((values * multiples).sum() / (multiples * multiples).sum())
        multiples = np.maximum(np.round(values / period), 1)
        if (np.abs(values / period - multiples).mean() <= tolerance
                and (multiples == 1).mean() >= _MIN_SINGLE):
            return period
    return nan


@dataclass(frozen=True)
class LossStatistics:
    """
    Images that did not arrive.

    `total` is their number since the start; `share` is their share of the images that were sent in
    the last WINDOW_S seconds, 0..1. `sent_rate` is the rate in Hz at which the camera sends; NaN
    if it is not known.
    """

    total: int = 0
    share: float = 0.0
    sent_rate: float = nan


NO_LOSS = LossStatistics()


class MessageLoss:
    """Counts images that are lost between camera and node; any thread may call it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without images; `clock` returns seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._total = 0
        self._restart()

    def restart(self) -> None:
        """Forget the last seconds, because another camera or another subscription follows."""
        with self._lock:
            self._restart()

    def _restart(self) -> None:
        self._stamp = nan
        self._gaps: deque[tuple[float, float]] = deque()
        self._counted: deque[tuple[float, int, int]] = deque()
        self._received = self._told = self._since_restart = 0
        self._number: int | None = None
        self._skipped: int | None = None    # sequence numbers; None if the middleware has none
        self._looked_at = -inf
        self._period, self._known_at = nan, -inf

    def received(self, stamp: float) -> None:
        """
        Count an image that was received.

        :param stamp: of its header, seconds; 0 if it has none
        """
        with self._lock:
            self._received += 1
            self._since_restart += 1
            gap = stamp - self._stamp
            if 0 < gap <= MAX_GAP_S:
                self._gaps.append((self._clock(), gap))
            self._stamp = stamp or nan

    def numbered(self, number: int) -> None:
        """Take the publisher's sequence number of an image that was received."""
        with self._lock:
            self._skipped = self._skipped or 0
            if self._number is not None and self._since_restart >= _FIRST_IMAGES:
                missing = number - self._number - 1
                self._skipped += missing if 0 < missing <= _MAX_JUMP else 0
            self._number = number

    def lost(self, count: int) -> None:
        """Count messages that the middleware reports as lost; ignored for the first images."""
        with self._lock:
            if self._since_restart >= _FIRST_IMAGES:
                self._told += count

    def statistics(self, *, one_publisher: bool = True) -> LossStatistics:
        """
        Return how many images were lost; call it about once a second.

        The sequence numbers of one publisher are exact. Without them (Cyclone DDS, Humble) the
        larger one of two counts is taken, that of the middleware and that of the stamps: Cyclone
        DDS does not report what a best-effort reader misses, and Fast DDS does not report what the
        node was too slow to take.

        :param one_publisher: whether all stamps come from one camera
        """
        with self._lock:
            now = self._clock()
            while self._gaps and self._gaps[0][0] < now - WINDOW_S:
                self._gaps.popleft()
            missing = self._told
            if one_publisher:
                by_stamps = self._missing(now)
                missing = max(missing, by_stamps) if self._skipped is None else self._skipped
            self._total += missing
            self._counted.append((now, self._received, missing))
            self._received = self._told = 0
            self._skipped = None if self._skipped is None else 0
            while self._counted[0][0] <= now - WINDOW_S:
                self._counted.popleft()
            received = sum(row[1] for row in self._counted)
            lost = sum(row[2] for row in self._counted)
            known = one_publisher and now - self._known_at <= WINDOW_S
            return LossStatistics(self._total, lost / (received + lost) if lost else 0.0,
                                  1 / self._period if known else nan)

    def _missing(self, now: float) -> int:
        """Return the number of frames that are missing in the gaps since the last call."""
        period = frame_period([gap for _, gap in self._gaps])
        if isnan(period) and now - self._known_at > MEMORY_S:
            return 0
        new = [gap for at, gap in self._gaps if at > self._looked_at]
        self._looked_at = now
        if not isnan(period):
            self._period, self._known_at = period, now
            return sum(max(round(gap / period) - 1, 0) for gap in new)
        # The stamps jitter too much to judge single gaps, but not to judge their sum.
        return max(round(sum(new) / self._period) - len(new), 0)
