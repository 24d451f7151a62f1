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

"""Rates and times of the last seconds, for the diagnostics."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import math
import threading
import time

import numpy as np

WINDOW_S = 5.0


@dataclass(frozen=True)
class Snapshot:
    """
    Rates in Hz over the last WINDOW_S seconds, and times in seconds; NaN without a value.

    `dropped` is the number of frames without a result since the start, by reason.
    """

    rate: float
    processed_rate: float
    latency_median: float
    latency_95: float
    detector: float
    classifier: float
    processed: int
    dropped: Mapping[str, int]
    last_error: str


class Statistics:
    """Counts frames and times; any thread may call it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without frames; `clock` returns seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._start = clock()
        self._received: deque[float] = deque()
        self._done: deque[tuple[float, float, float, float]] = deque()
        self._dropped: Counter[str] = Counter()
        self._processed = 0
        self.last_error = ''

    def received(self) -> None:
        """Count an image that was received."""
        with self._lock:
            self._received.append(self._clock())
            self._forget()

    def dropped(self, reason: str) -> None:
        """Count an image that gets no result."""
        with self._lock:
            self._dropped[reason] += 1

    def processed(self, latency: float, times: Mapping[str, float]) -> None:
        """Count a result; `latency` is the time from the stamp to the publication, seconds."""
        with self._lock:
            self._processed += 1
            # NaN for a frame without detection, which the median leaves out.
            self._done.append((self._clock(), latency, times['detector'] or math.nan,
                               times['classifier']))
            self._forget()

    def idle(self) -> float:
        """Return the seconds since the last image, or since the start."""
        with self._lock:
            return self._clock() - (self._received[-1] if self._received else self._start)

    def restart(self) -> None:
        """Forget the last seconds, because another stream begins."""
        with self._lock:
            self._start = self._clock()
            self._received.clear()
            self._done.clear()

    def snapshot(self) -> Snapshot:
        """Return the present values."""
        with self._lock:
            self._forget()
            # In the first seconds the window is shorter.
            window = max(min(self._clock() - self._start, WINDOW_S), 1e-3)
            rows = np.array(self._done, float).reshape(-1, 4)
            latency, detector, classifier = (rows[:, column] for column in (1, 2, 3))
            return Snapshot(
                len(self._received) / window, len(rows) / window, _quantile(latency, 0.5),
                _quantile(latency, 0.95), _quantile(detector, 0.5), _quantile(classifier, 0.5),
                self._processed, dict(self._dropped), self.last_error)

    def _forget(self) -> None:
        oldest = self._clock() - WINDOW_S
        # `idle` needs the time of the last image.
        while len(self._received) > 1 and self._received[0] < oldest:
            self._received.popleft()
        while self._done and self._done[0][0] < oldest:
            self._done.popleft()


def _quantile(values: np.ndarray, share: float) -> float:
    known = values[np.isfinite(values)]  # an image without a stamp has no latency
    return float(np.quantile(known, share)) if len(known) else float('nan')
