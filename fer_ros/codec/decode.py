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

"""sensor_msgs/Image to lazy images and BGR arrays."""

from __future__ import annotations

from array import array

from fer_ros.codec.layouts import check_size, Layout, layout_of
from fer_ros.codec.lazy_image import BgrImage, LazyImage
from fer_ros.codec.raw import BayerImage, PackedImage, PlanarImage
from fer_ros.values.errors import ImageError
import numpy as np


def open_image(message, stretch: bool = True) -> LazyImage:
    """
    Return an image as a LazyImage, which converts only the parts that are read.

    It keeps a reference to the data of the message. 16-bit values are converted to 8 bits as in
    cv_bridge: round(v * 255 / 65535).

    :param message: sensor_msgs/Image, or anything with its fields
    :param stretch: whether 16-bit values are stretched instead if they use a small range
    :raises ImageError: if the encoding is unknown, or size, step and data do not match
    """
    layout = layout_of(message.encoding)
    pixels = _pixels(message, layout)
    if layout.dtype == np.uint16:
        pixels = _native(pixels, message.is_bigendian)
    if layout.to_bgr is None:
        return BgrImage(pixels)
    if layout.extra_rows:
        return PlanarImage(pixels, message.height, layout)
    if message.encoding.startswith('bayer_'):
        return BayerImage(pixels, layout, message.encoding[6:10])
    return PackedImage(pixels, layout, stretch)


def decode_image(message) -> np.ndarray:
    """
    Return an image as (height, width, 3) uint8, BGR.

    If the image is already BGR, the result is a view of the data, which may be read-only.

    :param message: sensor_msgs/Image, or anything with its fields
    :raises ImageError: as `open_image`
    """
    return open_image(message).whole()


def _pixels(message, layout: Layout) -> np.ndarray:
    """Return a view of the data: (rows, width[, channels])."""
    width, height, step = message.width, message.height, message.step
    check_size(width, height, message.encoding, layout)
    row_bytes, rows = layout.row_bytes(width), layout.rows(height)
    data = as_bytes(message.data)
    if step < row_bytes:
        raise ImageError(f'the step of a {message.encoding} image of width {width} must be at '
                         f'least {row_bytes} bytes, but is {step}')
    if len(data) != rows * step:
        raise ImageError(f'an image of {rows} rows (height {height}, {message.encoding}) with a '
                         f'step of {step} must have {rows * step} bytes of data, but has '
                         f'{len(data)}')
    lines = data.reshape(rows, step)[:, :row_bytes]
    if layout.dtype == np.uint16:
        # An odd step leaves the rows unaligned, and `view` needs contiguous rows: copy them.
        lines = np.ascontiguousarray(lines).view(np.uint16)
    return lines if layout.channels == 1 else _with_channels(lines, width, layout.channels)


def _with_channels(lines: np.ndarray, width: int, channels: int) -> np.ndarray:
    """Return the rows as pixels without copying; rows may be padded."""
    return np.lib.stride_tricks.as_strided(
        lines, (lines.shape[0], width, channels), (lines.strides[0], channels, 1),
        writeable=lines.flags.writeable)


def _native(pixels: np.ndarray, is_bigendian: bool) -> np.ndarray:
    """Return 16-bit values in the byte order of this machine."""
    return pixels.view('>u2' if is_bigendian else '<u2').astype(np.uint16, copy=False)


def as_bytes(data) -> np.ndarray:
    """
    Return the data field of a message as (n,) uint8; a buffer is not copied.

    :raises ImageError: if it is neither a buffer nor a list of bytes
    """
    try:
        if isinstance(data, (bytes, bytearray, memoryview, array)):
            return np.frombuffer(data, np.uint8) if len(data) else np.empty(0, np.uint8)
        if isinstance(data, np.ndarray) and data.dtype == np.uint8:
            return np.ascontiguousarray(data).reshape(-1)
        values = np.asarray(data)
        if values.size == 0:
            return np.empty(0, np.uint8)
        if values.ndim == 1 and values.dtype.kind in 'iu' and values.min() >= 0 \
                and values.max() <= 255:
            return values.astype(np.uint8)
    except (ValueError, TypeError, BufferError):
        pass
    raise ImageError(f'the data of an image must be bytes, but is {type(data).__name__}')
