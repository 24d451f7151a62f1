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

"""sensor_msgs/CompressedImage: JPEG and PNG."""

from __future__ import annotations

import struct
from typing import Any

import cv2
from fer_ros.codec.decode import as_bytes
from fer_ros.codec.encode import as_array, check_bgr
from fer_ros.codec.jpeg import (frame_header, JpegImage, LARGEST_REDUCTION, read_image,
                                ReductionNeeds)
from fer_ros.codec.layouts import MAX_SIDE
from fer_ros.codec.lazy_image import BgrImage, LazyImage
from fer_ros.codec.sixteen_bits import FULL_RANGE, to_8bit
from fer_ros.system import truncate
from fer_ros.values.errors import ImageError
import numpy as np

# Enough for 8K UHD. A file of a few kilobytes can claim a far larger size. The size of a decoded
# PNG is also limited in bytes, because it may have 64 bits per pixel.
MAX_PIXELS = 8192 * 8192
MAX_BYTES = 3 * MAX_PIXELS
# A progressive JPEG has about ten scans, each over the whole image. A scan of a few bytes can take
# long to decode.
MAX_SCANNED = 6 * MAX_PIXELS
MAX_SCANS = 100

_JPEG, _JPEG_SCAN, _JPEG_END = b'\xff\xd8\xff', b'\xff\xda', b'\xff\xd9'
_PNG = b'\x89PNG\r\n\x1a\n'
# Values per pixel, by the colour type of a PNG (ISO 15948, 11.2.2)
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SUFFIXES = {'jpeg': '.jpg', 'jpg': '.jpg', 'png': '.png'}


def open_compressed(message, reduction: int = LARGEST_REDUCTION,
                    stretch: bool = True) -> LazyImage:
    """
    Return a JPEG or PNG as a LazyImage; a JPEG is decoded only as large as needed.

    The content decides, not the field `format`, which drivers fill in many ways. 16-bit PNGs are
    converted to 8 bits in the same way as raw images.

    :param message: sensor_msgs/CompressedImage, or anything with its fields
    :param reduction: maximum reduction to try first, see `JpegImage`
    :param stretch: as `open_image`
    :raises ImageError: if the data are neither JPEG nor PNG, are broken, or have more than
        8192 * 8192 pixels
    """
    data = as_bytes(message.data)
    head = bytes(data[:64])
    if head.startswith(_PNG):
        size, work = _png_size(head)
        kind, complete, max_work = 'PNG', _png_is_complete(data), MAX_BYTES
    elif head.startswith(_JPEG):
        size, frame = frame_header(data)
        # OpenCV 4.5 would fill in missing data; later versions reject it too.
        coded = data[frame:].tobytes()
        kind, complete, max_work = 'JPEG', _JPEG_END in coded, MAX_SCANNED
        scans = coded.count(_JPEG_SCAN)
        work = size[0] * size[1] * scans if scans <= MAX_SCANS else max_work + 1
    else:
        raise ImageError(f"a compressed image must be JPEG or PNG, but format is '"
                         f"{truncate(message.format)}' and the {len(data)} bytes begin with "
                         f'{head[:8].hex(" ") or "nothing"}')
    width, height = size
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE or width * height > MAX_PIXELS:
        raise ImageError(f'a compressed image must have 1 to {MAX_PIXELS} pixels, but its header '
                         f'says {width}x{height}, or is broken')
    if work > max_work:
        raise ImageError(f'the compressed image ({len(data)} bytes, {width}x{height}) is rejected'
                         f': the {kind} would take too much memory or time to decode')
    if not complete:
        raise ImageError(f'the compressed image ({len(data)} bytes, {width}x{height}) is broken: '
                         f'the end of the {kind} is missing')
    if kind == 'JPEG':
        return JpegImage(data, width, height, reduction)
    image = read_image(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH, size)
    if image.dtype == np.uint16:
        image = to_8bit(image, None if stretch else FULL_RANGE)
    return BgrImage(image)


class CompressedStream:
    """
    Opens the frames of one camera.

    It remembers how far the last frame could be reduced: a JPEG is decoded once, at that size.
    """

    def __init__(self) -> None:
        """Start with the strongest reduction."""
        self._needs = ReductionNeeds()

    def open(self, message, *, whole: bool = False,  # noqa: A003
             stretch: bool = True) -> LazyImage:
        """
        Return the next frame.

        :param message: sensor_msgs/CompressedImage, or anything with its fields
        :param whole: whether all of it will be needed at full size
        :param stretch: as `open_image`
        :raises ImageError: as `open_compressed`
        """
        image = open_compressed(message, 1 if whole else self._needs.reduction, stretch)
        if isinstance(image, JpegImage) and not whole:
            self._needs = image.needs
        return image


def decode_compressed(message) -> np.ndarray:
    """
    Return a JPEG or PNG as (height, width, 3) uint8, BGR.

    :param message: sensor_msgs/CompressedImage, or anything with its fields
    :raises ImageError: as `open_compressed`
    """
    return open_compressed(message).whole()


def _png_size(head: bytes) -> tuple[tuple[int, int], int]:
    """Return width and height of a PNG, 0 if it is broken, and its decoded size in bytes."""
    if len(head) < 26:
        return (0, 0), 0
    width, height, bits, colours = struct.unpack_from('>IIBB', head, 16)
    channels = _PNG_CHANNELS.get(colours, 4)
    # OpenCV returns at least three channels, and 8 bits unless the file has 16.
    return (width, height), width * height * max(channels, 3) * (2 if bits > 8 else 1)


def _png_is_complete(data: np.ndarray) -> bool:
    """
    Say whether the chain of chunks of a PNG reaches the last one, IEND (ISO 15948, 5.3).

    OpenCV 4.14 and 5.0 allocate the memory that a chunk claims, up to 2 GiB, before they read it.
    """
    position = len(_PNG)
    while position + 12 <= len(data):
        length, name = struct.unpack('>I4s', bytes(data[position:position + 8]))
        position += 12 + length
        if name == b'IEND':
            return position <= len(data)
    return False


def encode_compressed(image: np.ndarray, format: str = 'jpeg',  # noqa: A002
                      quality: int = 90) -> dict[str, Any]:
    """
    Return the fields of a sensor_msgs/CompressedImage, without its header.

    :param image: (height, width, 3) uint8, BGR
    :param format: 'jpeg' or 'png'; named after the field of the message
    :param quality: of a JPEG, 1..100
    :raises ImageError: if the image, the format or the quality is invalid
    """
    check_bgr(image)
    if format not in _SUFFIXES:
        raise ImageError(f"unknown format '{format}'; known: {', '.join(_SUFFIXES)}")
    if type(quality) is not int or not 1 <= quality <= 100:
        raise ImageError(f'quality must be a whole number in [1, 100], but is {quality!r}')
    options = [cv2.IMWRITE_JPEG_QUALITY, quality] if format != 'png' else []
    try:
        good, data = cv2.imencode(_SUFFIXES[format], image, options)
    except cv2.error as error:
        raise ImageError(f'an image of {image.shape} cannot be written as {format}: '
                         f'{error}') from error
    if not good:
        raise ImageError(f'an image of {image.shape} cannot be written as {format}')
    name = 'png' if format == 'png' else 'jpeg'
    return {'format': f'bgr8; {name} compressed bgr8', 'data': as_array(data)}
