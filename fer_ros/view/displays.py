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

"""Several displays as one."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.view.display import Display, State, Status
from fer_ros.view.frame import ViewedFrame


class Displays:
    """Passes everything on to each display that somebody looks at."""

    def __init__(self, displays: Sequence[Display]) -> None:
        """Take the displays; there may be none."""
        self._displays = tuple(displays)

    @property
    def wanted(self) -> bool:
        """Say whether anybody looks at one of them."""
        return any(display.wanted for display in self._displays)

    def show(self, frame: ViewedFrame) -> None:
        """Show a processed frame."""
        for display in self._displays:
            if display.wanted:
                display.show(frame)

    def show_diagnostics(self, statuses: Sequence[Status]) -> None:
        """Show the diagnostics of one second."""
        for display in self._displays:
            if display.wanted:
                display.show_diagnostics(statuses)

    def show_state(self, state: State) -> None:
        """Show the state and the settings, also to those who look later."""
        for display in self._displays:
            display.show_state(state)

    def close(self) -> None:
        """Disconnect the viewers."""
        for display in self._displays:
            display.close()
