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

"""How long each stage of a frame takes."""

from __future__ import annotations

from time import perf_counter


class Stopwatch:
    """
    Divides the time since its start among stages.

    `times` holds the seconds of each stage; a stage that did not run has 0.
    """

    __slots__ = ('_last', 'times')

    def __init__(self, *stages: str) -> None:
        """Start; the stages are those of the pipeline."""
        self.times = dict.fromkeys(stages, 0.0)
        self._last = perf_counter()

    def lap(self, stage: str) -> float:
        """Add the time since the last lap to a stage, and return it."""
        now = perf_counter()
        elapsed, self._last = now - self._last, now
        self.times[stage] += elapsed
        return elapsed
