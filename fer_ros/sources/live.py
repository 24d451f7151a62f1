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

"""Cameras and streams, read with OpenCV."""

from __future__ import annotations

from collections.abc import Iterator
import re
import time

import cv2
from fer_ros.sources.source import Frame, Source
from fer_ros.sources.video_file import nominal_rate
from fer_ros.system import printable
from fer_ros.values.errors import SourceError


class LiveSource(Source):
    """A camera by index or device, or a stream by URL."""

    live = True

    def __init__(self, address: str) -> None:
        """
        Open it.

        :raises SourceError: if it cannot be opened
        """
        super().__init__()
        self.name = re.sub(r'\W+', '_', printable(address)).strip('_')
        self._address = address
        self._capture: cv2.VideoCapture | None = self._open()
        self.rate = nominal_rate(self._capture.get(cv2.CAP_PROP_FPS))

    def _open(self) -> cv2.VideoCapture:
        try:
            self._address.encode()
        except UnicodeEncodeError:  # OpenCV would crash
            raise SourceError(f"cannot open camera or stream '{printable(self._address)}': the "
                              'address must be UTF-8') from None
        capture = cv2.VideoCapture(int(self._address) if self._address.isdecimal()
                                   else self._address)
        if not capture.isOpened():
            raise SourceError(f"cannot open camera or stream '{self._address}'")
        # A longer queue in the driver would delay the frames.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames as they arrive.

        :raises SourceError: when the camera or stream returns no more frames
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
