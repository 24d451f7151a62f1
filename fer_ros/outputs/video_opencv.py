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

"""MPEG-4 videos, written with OpenCV, with a fixed rate and without sound."""

from __future__ import annotations

from pathlib import Path

import cv2
from fer_ros.outputs.video import UNKNOWN_RATE, VideoFile
from fer_ros.system import install_line
import numpy as np

# A frame is repeated at most this many times.
MAX_REPEATS = 10_000


class OpenCvVideoFile(VideoFile):
    """A video that keeps the times of its frames by repeating them."""

    def __init__(self, path: Path, rate: float | None) -> None:
        """Prepare; `rate` is in frames per second."""
        super().__init__(path)
        self._rate = rate or UNKNOWN_RATE
        self._writer: cv2.VideoWriter | None = None
        self._start, self._written = 0.0, 0
        self._last: np.ndarray | None = None

    def _open(self, size: tuple[int, int], stamp: float) -> None:
        try:
            str(self._path).encode()
        except UnicodeEncodeError:  # OpenCV would crash
            raise self._error('without PyAV its name must be UTF-8; remedy: '
                              f'{install_line("run")}') from None
        self._writer = cv2.VideoWriter(str(self._path), cv2.VideoWriter_fourcc(*'mp4v'),
                                       self._rate, size)
        if not self._writer.isOpened():
            raise self._error(None)
        self._start = stamp

    def _add(self, image: np.ndarray, stamp: float) -> None:
        assert self._writer is not None
        place = min(round((stamp - self._start) * self._rate), self._written + MAX_REPEATS)
        while self._last is not None and self._written < place:
            self._writer.write(self._last)
            self._written += 1
        self._writer.write(image)
        self._written += 1
        self._last = image

    def _finish(self, whole: bool) -> None:
        if self._writer is not None:
            self._writer.release()
