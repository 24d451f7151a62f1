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

"""The base class for readers of video files."""

from __future__ import annotations

from pathlib import Path

from fer_ros.sources.source import Source
from fer_ros.system import printable
from fer_ros.values.errors import SourceError

# Frames per second if the file does not declare them
UNKNOWN_RATE = 25.0
# For a video without a nominal rate, the rate of its clock is reported: 1000 Hz.
_CLOCK_RATE = 1000.0


class VideoFile(Source):
    """A file of frames with stamps; its name and path."""

    def __init__(self, path: Path) -> None:
        """Take the path."""
        super().__init__()
        self.name, self.paths, self._path = path.stem, (path,), path

    def _no_frame(self) -> SourceError:
        """Return the error for a file without a readable frame."""
        return SourceError(f"no frame can be read from '{printable(self._path)}'")


def nominal_rate(rate: float) -> float | None:
    """Return the frames per second that a file declares; None if the value is not a frame rate."""
    return rate if 0 < rate < _CLOCK_RATE else None
