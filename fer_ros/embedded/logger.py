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

"""Logging to stderr in the format of ROS 2, and to /rosout."""

from __future__ import annotations

from collections.abc import Callable
import sys
import time

NAMES = {10: 'DEBUG', 20: 'INFO', 30: 'WARN', 40: 'ERROR', 50: 'FATAL'}

# A sink takes level, logger name, text, time in nanoseconds, and the stack frame of the caller.
Sink = Callable[..., None]


class Logger:
    """The logger of a node."""

    def __init__(self, name: str, level: int, sinks: list[Sink]) -> None:
        """Log messages of at least `level` to the sinks."""
        self.name, self._level, self._sinks = name, level, sinks
        self._last: dict[tuple[str, int], float] = {}

    def debug(self, message: str, **options) -> None:
        """Log details for developers."""
        self._log(10, message, **options)

    def info(self, message: str, **options) -> None:
        """Log information for users."""
        self._log(20, message, **options)

    def warning(self, message: str, **options) -> None:
        """Log a possible problem."""
        self._log(30, message, **options)

    warn = warning

    def error(self, message: str, **options) -> None:
        """Log a problem that the node survives."""
        self._log(40, message, **options)

    def fatal(self, message: str, **options) -> None:
        """Log a problem that ends the node."""
        self._log(50, message, **options)

    def set_level(self, level: int) -> None:
        """Set the minimum level: 10, 20, ... 50."""
        self._level = int(level)

    def _log(self, level: int, message: str, *, once: bool = False,
             throttle_duration_sec: float = 0.0) -> None:
        """Log; `once` and the throttle apply to each calling line of code."""
        if level < self._level:
            return
        caller = sys._getframe(2)
        if once or throttle_duration_sec:
            place, now = (caller.f_code.co_filename, caller.f_lineno), time.monotonic()
            last = self._last.get(place)
            if last is not None and (once or now - last < throttle_duration_sec):
                return
            self._last[place] = now
        stamp = time.time_ns()
        for sink in self._sinks:
            sink(level, self.name, str(message), stamp, caller)


def write_stderr(level: int, name: str, message: str, stamp: int, caller) -> None:
    """Write a line in the format of rcutils."""
    # One write per line, so that the lines of two threads do not mix.
    sys.stderr.write(f'[{NAMES[level]}] [{stamp // 10**9}.{stamp % 10**9:09d}] [{name}]: '
                     f'{message}\n')
    sys.stderr.flush()
