"""The clock, with the names of rclpy.clock and rclpy.time."""

from __future__ import annotations

from dataclasses import dataclass
import time

from fer_ros.embedded.interfaces import interface


@dataclass(frozen=True)
class Time:
    """A point in time, in nanoseconds since 1970."""

    nanoseconds: int

    def to_msg(self):
        """Return builtin_interfaces/msg/Time."""
        seconds, nanoseconds = divmod(self.nanoseconds, 10**9)
        return interface('builtin_interfaces/msg/Time')(sec=seconds, nanosec=nanoseconds)


class Clock:
    """The system's clock; the embedded runtime has no simulated time."""

    def now(self) -> Time:
        """Return the time."""
        return Time(time.time_ns())
