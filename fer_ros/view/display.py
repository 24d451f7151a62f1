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

"""What shows processed frames live: the page, or Foxglove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fer_ros.view.frame import ViewedFrame

# Levels of diagnostic_msgs/msg/DiagnosticStatus
OK, WARN, ERROR = 0, 1, 2


@dataclass(frozen=True)
class Status:
    """One status of the diagnostics, with the fields of diagnostic_msgs/msg/DiagnosticStatus."""

    name: str
    level: int
    message: str
    values: dict[str, str]


@dataclass(frozen=True)
class State:
    """
    What the controls of the page show.

    `state` is `active`, `paused`, or another state of the life cycle. `settings` comes from
    `fer_ros.view.controls.describe`.
    """

    state: str
    settings: Sequence[dict[str, Any]]


class Display(Protocol):
    """Shows frames to viewers; any thread may call it, and nothing waits for a viewer."""

    @property
    def wanted(self) -> bool:
        """Say whether anybody looks; otherwise `show` need not be called."""
        ...

    def show(self, frame: ViewedFrame) -> None:
        """Show a processed frame."""
        ...

    def show_diagnostics(self, statuses: Sequence[Status]) -> None:
        """Show the diagnostics of one second."""
        ...

    def show_state(self, state: State) -> None:
        """Show the state and the settings."""
        ...

    def close(self) -> None:
        """Disconnect the viewers."""
        ...
