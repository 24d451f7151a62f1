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

"""Annotated videos: PyAV writes them, or OpenCV if PyAV is not installed."""

from __future__ import annotations

from fractions import Fraction
import logging
from pathlib import Path
import shutil
from typing import Any

import cv2
from fer_ros.system import install_line, printable
from fer_ros.values.errors import FerRosError
import numpy as np

log = logging.getLogger(__name__)

SQUARE = Fraction(1)  # aspect of square pixels
# Frames per second where the source does not tell its own rate
UNKNOWN_RATE = 15
# Space on the disk for the index at the end of a video: in all, and per frame
RESERVE, RESERVE_A_FRAME = 2**20, 64  # bytes


class VideoFile:
    """
    An MP4 file with the size of its first frame; a base class.

    A subclass implements `_open`, `_add` and `_finish`. It sets `pending`, the estimated number of
    bytes in the encoder that are not written yet.
    """

    pending = 0

    def __init__(self, path: Path) -> None:
        """Prepare; the first frame creates the file."""
        self._path = path
        self._size: tuple[int, int] | None = None
        self._frames = 0

    def write(self, image: np.ndarray, stamp: float) -> None:
        """
        Add a frame; it is scaled to the size of the first frame.

        :param image: (height, width, 3) uint8, BGR
        :param stamp: seconds; it should be greater than the last one
        :raises FerRosError: if the file cannot be written, or the disk would have no room for the
            end of the file
        """
        self._check_space(image.nbytes)
        size = image.shape[1], image.shape[0]
        if self._size is None:
            self._open(size, stamp)
            self._size = size
        elif size != self._size:
            image = cv2.resize(image, self._size)
        self._add(image, stamp)
        self._frames += 1

    def close(self, whole: bool = False) -> None:
        """
        Finish the file, if there is one.

        :param whole: all frames of the source were written, so all of its sound is written
        :raises FerRosError: if it cannot be finished
        """
        if self._size is not None:
            self._size = None
            self._finish(whole)

    def _open(self, size: tuple[int, int], stamp: float) -> None:
        raise NotImplementedError

    def _add(self, image: np.ndarray, stamp: float) -> None:
        raise NotImplementedError

    def _finish(self, whole: bool) -> None:
        raise NotImplementedError

    def _check_space(self, image_bytes: int) -> None:
        # A video without its end cannot be read, and OpenCV does not report a full disk.
        needed = RESERVE + image_bytes + self.pending + RESERVE_A_FRAME * self._frames
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError as error:
            raise self._error(error.strerror) from error
        if free < needed:
            raise self._error('no space left on the disk; what was written before is whole')

    def _error(self, reason: str | None) -> FerRosError:
        return FerRosError(f"cannot write the video '{printable(self._path)}'"
                           + (f': {reason}' if reason else ''))


def create_video(path: Path, rate: float | None = None, sound: Any = None,
                 pixel_aspect: Fraction = SQUARE) -> VideoFile:
    """
    Return a video file to write to.

    :param rate: frames per second, if the source has a nominal rate; PyAV uses the stamps
    :param pixel_aspect: width of a pixel divided by its height
    :param sound: `fer_ros.sources.sound.Sound` of the frames, which is closed with the file
    """
    try:
        import av  # noqa: F401
    except ImportError:
        log.warning('PyAV is not installed, so OpenCV writes the video: browsers do not play it '
                    'and it has no sound; remedy: %s', install_line('run'))
        from fer_ros.outputs.video_opencv import OpenCvVideoFile
        return OpenCvVideoFile(path, rate)
    from fer_ros.outputs.video_av import AvVideoFile
    return AvVideoFile(path, rate, sound, pixel_aspect)
