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

"""Clock and time, with the names of rclpy.clock and rclpy.time."""

from __future__ import annotations

from dataclasses import dataclass
import time

from fer_ros.embedded.interfaces import interface


@dataclass(frozen=True)
class Time:
    """A point in time, in nanoseconds since 1970 or since the start of a simulation."""

    nanoseconds: int

    def to_msg(self):
        """Return builtin_interfaces/msg/Time."""
        seconds, nanoseconds = divmod(self.nanoseconds, 10**9)
        return interface('builtin_interfaces/msg/Time')(sec=seconds, nanosec=nanoseconds)


class Clock:
    """The clock of the system, or of a simulation."""

    def __init__(self) -> None:
        """Start with the time of the system."""
        self._simulated: int | None = None

    def now(self) -> Time:
        """Return the time; 0 until a simulation has published its time."""
        return Time(time.time_ns() if self._simulated is None else self._simulated)

    def simulate(self, nanoseconds: int | None) -> None:
        """Set the simulated time; None returns to the time of the system."""
        self._simulated = nanoseconds
