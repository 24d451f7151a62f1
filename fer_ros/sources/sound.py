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

"""The sound of a video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fer_ros.sources.container import Container


class Sound:
    """The sound of a video file, which is opened a second time for it."""

    def __init__(self, path: Path) -> None:
        """
        Open the file.

        :raises SourceError: if it cannot be read
        """
        self._container = Container(path)
        self.stream: Any = self._container.audio

    def packets(self) -> Iterator[tuple[float, Any]]:
        """Return PyAV packets, each with its time in seconds from the start of the video."""
        start = self._container.start
        for packet in self._container.packets(self.stream):
            if packet.stream_index == self.stream.index and packet.dts is not None:
                time = packet.pts if packet.pts is not None else packet.dts
                yield float(time * packet.time_base) - start, packet

    def close(self) -> None:
        """Close the file."""
        self._container.close()
