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

"""BGR arrays to sensor_msgs/Image."""

from __future__ import annotations

from array import array
from typing import Any

import cv2
from fer_ros.codec.layouts import check_size, layout_of, WRITABLE
from fer_ros.values.errors import ImageError
import numpy as np


def encode_image(image: np.ndarray, encoding: str = 'bgr8', *,
                 copy: bool = True) -> dict[str, Any]:
    """
    Return the fields of a sensor_msgs/Image, without its header.

    :param image: (height, width, 3) uint8, BGR
    :param encoding: any encoding of `decode_image` except the Bayer patterns
    :param copy: whether `data` is an array.array('B') of its own, which rclpy accepts without a
        check of every element; otherwise it is a flat NumPy array, where possible a view of
        `image`
    :raises ImageError: if the image or the encoding is invalid
    """
    layout = layout_of(encoding, WRITABLE)
    check_bgr(image)
    height, width = image.shape[:2]
    check_size(width, height, encoding, layout)
    if layout.from_bgr is not None:
        pixels = cv2.cvtColor(image, layout.from_bgr)
        if layout.dtype == np.uint16:
            pixels = pixels.astype('<u2') * 257  # so that 255 becomes 65535
    elif layout.to_bgr is not None:
        pixels = _yuv(image, encoding)
    else:
        pixels = image
    return {'height': height, 'width': width, 'encoding': encoding, 'is_bigendian': 0,
            'step': layout.row_bytes(width),
            'data': as_array(pixels) if copy else _row_by_row(pixels)}


def check_bgr(image: np.ndarray) -> None:
    """Raise ImageError if `image` is not (height, width, 3) uint8."""
    if not isinstance(image, np.ndarray) or image.ndim != 3 or image.shape[2] != 3 \
            or image.dtype != np.uint8:
        found = (f'{image.shape} {image.dtype}' if isinstance(image, np.ndarray)
                 else type(image).__name__)
        raise ImageError(f'an image must be a (height, width, 3) uint8 array, but is {found}')


def as_array(pixels: np.ndarray) -> array:
    """Return the bytes of an array, row by row."""
    data = array('B')
    data.frombytes(_row_by_row(pixels).data)
    return data


def _row_by_row(pixels: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(pixels).reshape(-1).view(np.uint8)


def _yuv(image: np.ndarray, encoding: str) -> np.ndarray:
    """Return the image as YUV; the left (upper left) pixel of two (four) gives the chroma."""
    height, width = image.shape[:2]
    if encoding in ('nv12', 'nv21'):
        # The planes of I420: luma, then U and V at half size (BT.601, as OpenCV decodes it)
        i420 = cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420)
        size = width * height // 4
        u, v = i420.reshape(-1)[width * height:].reshape(2, size)
        first, second = (u, v) if encoding == 'nv12' else (v, u)
        chroma = np.stack([first, second], axis=1).reshape(height // 2, width)
        return np.vstack([i420[:height], chroma])
    # 4:2:2 has the chroma of every row; OpenCV's 4:2:0 of the doubled rows has the same.
    doubled = cv2.cvtColor(np.repeat(image, 2, axis=0), cv2.COLOR_BGR2YUV_I420)
    luma = doubled[:2 * height:2]
    u, v = doubled.reshape(-1)[2 * width * height:].reshape(2, height, width // 2)
    pixels = np.empty((height, width // 2, 4), np.uint8)
    order = (1, 3, 0, 2) if encoding in ('yuv422', 'uyvy') else (0, 2, 1, 3)
    for place, plane in zip(order, (luma[:, ::2], luma[:, 1::2], u, v), strict=True):
        pixels[:, :, place] = plane
    return pixels.reshape(height, width, 2)
