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

"""Annotated photos and videos."""

from __future__ import annotations

from pathlib import Path
import shutil

import cv2
from fer_ros.values.errors import FerRosError
import numpy as np

# What the end of a video needs on the disk: its index, and what FFmpeg still holds back
RESERVE, RESERVE_A_FRAME = 2**20, 64  # bytes


def write_image(path: Path, image: np.ndarray) -> None:
    """
    Write an image in the format that the file's suffix names; PGM holds it in grey.

    :param image: (height, width, 3) uint8, BGR
    :raises FerRosError: if OpenCV or the disk refuses
    """
    try:
        if path.suffix.lower() == '.pgm':
            image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        good, data = cv2.imencode(path.suffix, image)
        if good:
            _write_whole(path, data.tobytes())
            return
        reason = 'the image cannot be encoded'
    except OSError as error:
        reason = str(error.strerror)
    except cv2.error as error:
        reason = str(error)
    raise FerRosError(f"cannot write '{path}': {reason}")


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file, or leave none: half an image would pass for one."""
    try:
        path.write_bytes(content)
    except OSError:
        path.unlink(missing_ok=True)
        raise


class VideoFile:
    """An MP4 file (MPEG-4 video) that takes the size of its first frame."""

    def __init__(self, path: Path, rate: float) -> None:
        """Prepare; the file begins with the first frame. `rate` is in frames a second."""
        self._path, self._rate = path, rate
        self._writer: cv2.VideoWriter | None = None
        self._size, self._frames = (0, 0), 0

    def write(self, image: np.ndarray) -> None:
        """
        Add a frame; one of another size than the first is scaled to it.

        :raises FerRosError: if the file cannot be written, or the disk has no more room than the
            end of the file needs
        """
        # OpenCV does not tell of a full disk, and a video without its end cannot be read.
        needed = RESERVE + image.nbytes + RESERVE_A_FRAME * self._frames
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError as error:
            raise FerRosError(f"cannot write the video '{self._path}': "
                              f'{error.strerror}') from error
        if free < needed:
            raise FerRosError(f"cannot write the video '{self._path}': no space left on the disk; "
                              'what was written before is whole')
        self._frames += 1
        if self._writer is None:
            self._size = image.shape[1], image.shape[0]
            self._writer = cv2.VideoWriter(
                str(self._path), cv2.VideoWriter_fourcc(*'mp4v'), self._rate, self._size)
            if not self._writer.isOpened():
                raise FerRosError(f"cannot write the video '{self._path}'")
        if (image.shape[1], image.shape[0]) != self._size:
            image = cv2.resize(image, self._size)
        self._writer.write(image)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.release()
