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

"""Video files, read with OpenCV if PyAV is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
from fer_ros.sources.source import Frame
from fer_ros.sources.video_file import nominal_rate, UNKNOWN_RATE, VideoFile
from fer_ros.system import install_line, printable
from fer_ros.values.errors import SourceError

# After this many failures in a row, the video counts as ended.
MAX_FAILURES = 30


class OpenCvVideoSource(VideoFile):
    """A video file. OpenCV does not report damaged frames, and does not read sound."""

    def __init__(self, path: Path) -> None:
        """
        Read the video's head.

        :raises SourceError: if OpenCV cannot read it
        """
        super().__init__(path)
        capture = self._open()
        self.rate = nominal_rate(capture.get(cv2.CAP_PROP_FPS))
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        capture.release()
        self.count = count if count > 0 and self.rate else None

    def _open(self) -> cv2.VideoCapture:
        try:
            str(self._path).encode()
        except UnicodeEncodeError:  # OpenCV would crash
            raise SourceError(f"cannot read '{printable(self._path)}' as a video: without PyAV "
                              'its name must be UTF-8; rename it, or '
                              f"{install_line('run')}") from None
        capture = cv2.VideoCapture(str(self._path.absolute()))
        if not capture.isOpened():
            raise SourceError(f"cannot read '{printable(self._path)}' as a video or photo")
        return capture

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames.

        :raises SourceError: if there is not a single one
        """
        capture = self._open()
        try:
            number, failures, last = 0, 0, -1.0
            while failures < MAX_FAILURES:
                good, image = capture.read()
                if not good:
                    failures += 1
                    continue
                failures = 0
                stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
                if not stamp > last:
                    stamp = last + 1 / (self.rate or UNKNOWN_RATE) if number else 0.0
                last = stamp
                yield Frame(image, stamp)
                number += 1
            if number == 0:
                raise self._no_frame()
            if self.count and number < self.count:
                self.shortfall = (f'{number} of the {self.count} frames that it declares were '
                                  'read: others are damaged, or the file is cut off')
        finally:
            capture.release()
