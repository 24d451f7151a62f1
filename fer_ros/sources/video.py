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

"""Video files, cameras and streams, through OpenCV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import re
import time

import cv2
from fer_ros.sources.source import Frame
from fer_ros.values.errors import SourceError


class VideoSource:
    """A video file."""

    live = False
    stills = False

    def __init__(self, path: Path) -> None:
        """
        Read the video's head.

        :raises SourceError: if OpenCV cannot read it
        """
        self.name = path.stem
        self._path = path
        capture = self._open()
        rate = capture.get(cv2.CAP_PROP_FPS)
        count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        capture.release()
        self.rate = rate if 0 < rate <= 1000 else None
        self.count = count if count > 0 else None

    def _open(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(str(self._path))
        if not capture.isOpened():
            raise SourceError(f"cannot read '{self._path}' as a video or photo")
        return capture

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames.

        :raises SourceError: if there is not a single one
        """
        capture = self._open()
        try:
            number = 0
            while True:
                good, image = capture.read()
                if not good:
                    break
                yield Frame(image, number / (self.rate or 25.0))
                number += 1
            if number == 0:
                raise SourceError(f"no frame can be read from '{self._path}'")
        finally:
            capture.release()


class LiveSource:
    """A camera by index or device, or a stream by URL."""

    live = True
    stills = False
    count = None

    def __init__(self, address: str) -> None:
        """
        Open it.

        :raises SourceError: if it cannot be opened
        """
        self.name = re.sub(r'\W+', '_', address).strip('_')
        self._address = address
        self._capture: cv2.VideoCapture | None = self._open()
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0 < rate <= 1000 else None

    def _open(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(int(self._address) if self._address.isdecimal()
                                   else self._address)
        if not capture.isOpened():
            raise SourceError(f"cannot open camera or stream '{self._address}'")
        # Old frames waiting in the driver would be seen late.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture

    def frames(self) -> Iterator[Frame]:
        """
        Return frames as they come.

        :raises SourceError: when the camera or stream gives no more
        """
        capture, self._capture = self._capture or self._open(), None
        try:
            while True:
                good, image = capture.read()
                if not good:
                    raise SourceError(f"camera or stream '{self._address}' gives no more frames")
                yield Frame(image, time.time())
        finally:
            capture.release()
