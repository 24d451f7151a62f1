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
from fer_ros.codec.jpeg import frame_header, JpegImage, LARGEST_REDUCTION, read_image
from fer_ros.codec.layouts import MAX_SIDE
from fer_ros.codec.lazy_image import BgrImage, LazyImage
from fer_ros.codec.raw import to_8bit
from fer_ros.system import truncate
from fer_ros.values.errors import ImageError
import numpy as np

# 8K UHD and more; a file of a few kilobytes can claim to be far larger. What a PNG decodes to is
# bounded in bytes, too: it may have 64 bits a pixel.
MAX_PIXELS = 8192 * 8192
MAX_BYTES = 3 * MAX_PIXELS
# A progressive JPEG has about ten scans, each of them over the whole image. A scan takes few
# bytes in the file, however long it takes to decode.
MAX_SCANNED = 6 * MAX_PIXELS
MAX_SCANS = 100

_JPEG, _JPEG_SCAN, _JPEG_END = b'\xff\xd8\xff', b'\xff\xda', b'\xff\xd9'
_PNG = b'\x89PNG\r\n\x1a\n'
# Values of a pixel by the colour type of a PNG (ISO 15948, 11.2.2)
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SUFFIXES = {'jpeg': '.jpg', 'jpg': '.jpg', 'png': '.png'}


def open_compressed(message, reduction: int = LARGEST_REDUCTION) -> LazyImage:
    """
    Return a JPEG or PNG as a LazyImage; a JPEG is decoded no larger than what is looked at needs.

    The content decides, not the field `format`, which drivers fill in many ways. A PNG of 16 bits
    becomes 8 as a raw image does.

    :param message: sensor_msgs/CompressedImage, or anything with its fields
    :param reduction: the strongest that may be tried first, as `JpegImage` takes it
    :raises ImageError: if the data are neither, broken, or larger than 8192x8192 pixels' worth
    """
    data = as_bytes(message.data)
    head = bytes(data[:64])
    if head.startswith(_PNG):
        size, work = _png_size(head)
        kind, whole, most = 'PNG', _png_is_whole(data), MAX_BYTES
    elif head.startswith(_JPEG):
        size, frame = frame_header(data)
        # OpenCV 4.5 would fill in what is missing; later ones refuse it too.
        coded = data[frame:].tobytes()
        kind, whole, most = 'JPEG', _JPEG_END in coded, MAX_SCANNED
        scans = coded.count(_JPEG_SCAN)
        work = size[0] * size[1] * scans if scans <= MAX_SCANS else most + 1
    else:
        raise ImageError(f"a compressed image must be JPEG or PNG, but format is '"
                         f"{truncate(message.format)}' and the {len(data)} bytes begin with "
                         f'{head[:8].hex(" ") or "nothing"}')
    width, height = size
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE or width * height > MAX_PIXELS:
        raise ImageError(f'a compressed image must have 1 to {MAX_PIXELS} pixels, but its header '
                         f'says {width}x{height}, or is broken')
    if work > most:
        raise ImageError(f'the compressed image ({len(data)} bytes, {width}x{height}) is refused: '
                         f'the {kind} would take too much memory or time to decode')
    if not whole:
        raise ImageError(f'the compressed image ({len(data)} bytes, {width}x{height}) is broken: '
                         f'the end of the {kind} is missing')
    if kind == 'JPEG':
        return JpegImage(data, width, height, reduction)
    image = read_image(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH, size)
    return BgrImage(to_8bit(image) if image.dtype == np.uint16 else image)


def decode_compressed(message) -> np.ndarray:
    """
    Return a JPEG or PNG as (height, width, 3) uint8, BGR.

    :param message: sensor_msgs/CompressedImage, or anything with its fields
    :raises ImageError: as `open_compressed`
    """
    return open_compressed(message).whole()


def _png_size(head: bytes) -> tuple[tuple[int, int], int]:
    """Return width and height of a PNG, 0 where it is broken, and its decoded size in bytes."""
    if len(head) < 26:
        return (0, 0), 0
    width, height, bits, colours = struct.unpack_from('>IIBB', head, 16)
    channels = _PNG_CHANNELS.get(colours, 4)
    # OpenCV makes three channels of one; only 16 bits stay more than eight.
    return (width, height), width * height * max(channels, 3) * (2 if bits > 8 else 1)


def _png_is_whole(data: np.ndarray) -> bool:
    """
    Say whether the chunks of a PNG, each with its length, lead to its last (ISO 15948, 5.3).

    OpenCV 4.14 and 5.0 take the memory that a chunk claims, up to 2 GiB, before they look for it.
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
    Return the fields of a sensor_msgs/CompressedImage, but for its header.

    :param image: (height, width, 3) uint8, BGR
    :param format: 'jpeg' or 'png', as the message calls its field
    :param quality: of a JPEG, 1..100
    :raises ImageError: on an image or format that is something else
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
