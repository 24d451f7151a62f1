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

"""The diagnostics of a source, with the words of the node's."""

from __future__ import annotations

from collections import deque
from statistics import median

from fer_ros.node.frame_statistics import Statistics
from fer_ros.view.display import ERROR, OK, Status

_KEPT = 100


class SourceStatus:
    """Counts frames; `error` is the last error, '' for none."""

    def __init__(self) -> None:
        """Start without frames."""
        self._statistics = Statistics()
        self._times: deque[float] = deque(maxlen=_KEPT)
        self.received, self.dropped = self._statistics.received, self._statistics.dropped
        self.error = ''

    def processed(self, seconds: float, latency: float) -> None:
        """Count a result: the seconds that it took, and those since its frame was read."""
        self._times.append(seconds)
        self.error = ''
        self._statistics.processed(latency, {'detector': 0.0, 'classifier': 0.0})

    def statuses(self, source: str, detector: str, model: str) -> list[Status]:
        """Return the statuses of one second."""
        now, times = self._statistics.snapshot(), list(self._times)
        rate = f'{now.rate:.1f}'
        return [
            Status(f'{source}: camera', OK, f'{rate} Hz', {'rate [Hz]': rate}),
            Status(f'{source}: processing', ERROR if self.error else OK,
                   self.error or f'{now.processed_rate:.1f} Hz', {
                       'rate [Hz]': f'{now.processed_rate:.1f}',
                       'latency, median [ms]': f'{1000 * now.latency_median:.1f}',
                       'latency, 95th percentile [ms]': f'{1000 * now.latency_95:.1f}',
                       'processing time, median [ms]':
                           f'{1000 * median(times):.1f}' if times else 'nan',
                       'processed frames': str(now.processed),
                       **{f'dropped frames, {reason}': str(count)
                          for reason, count in sorted(now.dropped.items())}}),
            Status(f'{source}: models', OK, f'{detector}, {model}',
                   {'detector': detector, 'model': model})]
