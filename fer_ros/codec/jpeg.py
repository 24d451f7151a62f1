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

"""JPEG images, decoded at 1/2, 1/4 or 1/8 of their size if that is enough."""

from __future__ import annotations

import struct

import cv2
from fer_ros.codec.lazy_image import shrink
from fer_ros.values.errors import ImageError
import numpy as np

# libjpeg can decode each 8x8 block at a lower resolution (scale_denom). The time that remains, for
# the entropy code, is about half.
_FLAGS = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4,
          8: cv2.IMREAD_REDUCED_COLOR_8}
LARGEST_REDUCTION = 8


class ReductionNeeds:
    """The reduction, 1, 2, 4 or 8, that suits all parts that were read of an image."""

    __slots__ = ('reduction',)

    def __init__(self) -> None:
        """Start with nothing read."""
        self.reduction = LARGEST_REDUCTION


class JpegImage:
    """
    A JPEG that is decoded when its pixels are read.

    The first read decides the size; a later read that needs more pixels decodes the file again.
    `needs` holds the reduction that would have been enough for all reads so far: start the next
    frame of the camera with it.
    """

    def __init__(self, data: np.ndarray, width: int, height: int,
                 reduction: int = LARGEST_REDUCTION) -> None:
        """
        Keep the content of the file.

        :param data: (n,) uint8
        :param width: width in pixels according to the frame header
        :param height: the same for the height
        :param reduction: maximum reduction: 1, 2, 4 or 8
        """
        self._data, self._width, self._height = data, width, height
        self._strongest = reduction
        self.needs = ReductionNeeds()
        self._reduction, self._image = LARGEST_REDUCTION + 1, np.empty((0, 0, 3), np.uint8)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (height, width, 3)."""
        return self._height, self._width, 3

    def scaled(self, width: int, height: int) -> np.ndarray:
        """
        Return the image reduced to `width` x `height`.

        :raises ImageError: if the file is broken
        """
        image = self._decoded(min(self._width / width, self._height / height))
        # Cut off a last row or column that lies mostly outside: it would shift all others.
        return shrink(image[:max(self._height // self._reduction, height),
                            :max(self._width // self._reduction, width)], width, height)

    def region(self, left: int, top: int, width: int, height: int,
               min_side: int = 0) -> np.ndarray:
        """
        Return a rectangle, reduced as far as each side keeps `min_side` pixels.

        :raises ImageError: if the file is broken
        """
        image = self._decoded(min(width, height) / min_side if min_side else 1)
        reduction = self._reduction
        return image[top // reduction:max(-(-(top + height) // reduction), 1),
                     left // reduction:max(-(-(left + width) // reduction), 1)]

    def whole(self) -> np.ndarray:
        """
        Return the full image.

        :raises ImageError: if the file is broken
        """
        return self._decoded(1)

    def _decoded(self, max_reduction: float) -> np.ndarray:
        """Return the image, reduced by at most `max_reduction`."""
        fitting = max((step for step in _FLAGS if step <= max_reduction), default=1)
        self.needs.reduction = min(self.needs.reduction, fitting)
        if self._reduction > fitting:
            reduction = min(fitting, self._strongest)
            image = read_image(self._data, _FLAGS[reduction], (self._width, self._height))
            expected = -(-self._height // reduction), -(-self._width // reduction)
            if image.shape[:2] != expected:
                raise ImageError(f'the compressed image is broken: it has {image.shape[1]}x'
                                 f'{image.shape[0]} pixels at 1/{reduction}, but its header says '
                                 f'{self._width}x{self._height}')
            self._reduction, self._image = reduction, image
        return self._image


def read_image(data: np.ndarray, flags: int, size: tuple[int, int]) -> np.ndarray:
    """
    Return the image that OpenCV decodes from a file.

    :param size: (width, height) according to its header, for the error message
    :raises ImageError: if OpenCV cannot decode it
    """
    try:
        # Do not apply the EXIF rotation: CameraInfo describes the image as it is stored.
        image = cv2.imdecode(data, flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ImageError(f'the compressed image is broken: {error}') from error
    if image is None:
        raise ImageError(f'the compressed image ({len(data)} bytes, {size[0]}x{size[1]}) is '
                         'broken')
    return image


def frame_header(data: np.ndarray) -> tuple[tuple[int, int], int]:
    """
    Return width and height of a JPEG and the position of its frame header (ITU T.81, B.2).

    All are 0 if the segments are broken.
    """
    position, end = 2, len(data)
    while position + 9 < end:
        if data[position] != 0xFF:
            break
        marker = int(data[position + 1])
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack('>HH', bytes(data[position + 5:position + 9]))
            return (width, height), position
        (length,) = struct.unpack('>H', bytes(data[position + 2:position + 4]))
        # Only segments with a length may precede the frame header. After anything else the decoder
        # could read another size than this function.
        if marker < 0xC0 or 0xD0 <= marker <= 0xDA or length < 2:
            break
        position += 2 + length
    return (0, 0), 0
