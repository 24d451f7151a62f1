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

"""The memory layout of each image encoding."""

from __future__ import annotations

from dataclasses import dataclass
import difflib

import cv2
from fer_ros.system import truncate
from fer_ros.values.errors import ImageError
import numpy as np

# Twice 8K. Without a limit a corrupt header could ask for gigabytes.
MAX_SIDE = 16384


@dataclass(frozen=True)
class Layout:
    """
    One encoding of sensor_msgs/Image.

    A pixel has `channels` values of `dtype`. Below the rows of the image come `extra_rows` rows of
    chroma per row. `to_bgr` and `from_bgr` are conversion codes of OpenCV, None if no conversion
    is needed or OpenCV has none. Width and height must be multiples of `multiple` and at least
    `min_side`.
    """

    channels: int
    dtype: type = np.uint8
    to_bgr: int | None = None
    from_bgr: int | None = None
    extra_rows: float = 0.0
    multiple: tuple[int, int] = (1, 1)
    min_side: int = 1

    def row_bytes(self, width: int) -> int:
        """Return the bytes of a row without padding."""
        return width * self.channels * np.dtype(self.dtype).itemsize

    def rows(self, height: int) -> int:
        """Return the number of rows of all planes."""
        return height + int(height * self.extra_rows)


_GRAY8 = Layout(1, to_bgr=cv2.COLOR_GRAY2BGR, from_bgr=cv2.COLOR_BGR2GRAY)
_GRAY16 = Layout(1, np.uint16, to_bgr=cv2.COLOR_GRAY2BGR, from_bgr=cv2.COLOR_BGR2GRAY)
_BGR = Layout(3)
_UYVY = Layout(2, to_bgr=cv2.COLOR_YUV2BGR_UYVY, multiple=(2, 1))
_YUYV = Layout(2, to_bgr=cv2.COLOR_YUV2BGR_YUY2, multiple=(2, 1))


def _bayer(to_bgr: int) -> Layout:
    # OpenCV's demosaicing has a 3x3 kernel and returns black for smaller images.
    return Layout(1, to_bgr=to_bgr, min_side=3)


# The names are those of sensor_msgs/image_encodings.hpp. OpenCV names a Bayer pattern after the
# second and third pixel of the second row, ROS after the first two pixels (see cv_bridge.cpp).
LAYOUTS: dict[str, Layout] = {
    'bgr8': _BGR,
    '8UC3': _BGR,
    'rgb8': Layout(3, to_bgr=cv2.COLOR_RGB2BGR, from_bgr=cv2.COLOR_BGR2RGB),
    'bgra8': Layout(4, to_bgr=cv2.COLOR_BGRA2BGR, from_bgr=cv2.COLOR_BGR2BGRA),
    'rgba8': Layout(4, to_bgr=cv2.COLOR_RGBA2BGR, from_bgr=cv2.COLOR_BGR2RGBA),
    'mono8': _GRAY8,
    '8UC1': _GRAY8,
    'mono16': _GRAY16,
    '16UC1': _GRAY16,
    # The names until Humble, and the names since then
    'yuv422': _UYVY,
    'uyvy': _UYVY,
    'yuv422_yuy2': _YUYV,
    'yuyv': _YUYV,
    'nv12': Layout(1, to_bgr=cv2.COLOR_YUV2BGR_NV12, extra_rows=0.5, multiple=(2, 2)),
    'nv21': Layout(1, to_bgr=cv2.COLOR_YUV2BGR_NV21, extra_rows=0.5, multiple=(2, 2)),
    'bayer_rggb8': _bayer(cv2.COLOR_BayerBG2BGR),
    'bayer_bggr8': _bayer(cv2.COLOR_BayerRG2BGR),
    'bayer_gbrg8': _bayer(cv2.COLOR_BayerGR2BGR),
    'bayer_grbg8': _bayer(cv2.COLOR_BayerGB2BGR),
}
ENCODINGS = tuple(LAYOUTS)

# Encodings without a defined conversion to BGR, such as depth and 32FC1, are not in the table.
WRITABLE = tuple(name for name in ENCODINGS if not name.startswith('bayer'))


def layout_of(encoding: str, among: tuple[str, ...] = ENCODINGS) -> Layout:
    """
    Return the layout of an encoding.

    :raises ImageError: if it is not one of `among`; the message lists them.
    """
    if encoding not in among:
        encoding = truncate(str(encoding))
        near = difflib.get_close_matches(encoding.lower(), among, n=1)
        hint = f"; did you mean '{near[0]}'" if near else ''
        raise ImageError(f"unknown image encoding '{encoding}'{hint}; known: {', '.join(among)}")
    return LAYOUTS[encoding]


def check_size(width: int, height: int, encoding: str, layout: Layout) -> None:
    """
    Validate the size of an image.

    :raises ImageError: if the size is out of range or does not fit the layout
    """
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE:
        raise ImageError(f'the size of an image must be from 1x1 to {MAX_SIDE}x{MAX_SIDE} pixels, '
                         f'but is {width}x{height}')
    if min(width, height) < layout.min_side:
        raise ImageError(f'an image in {encoding} must have at least {layout.min_side}x'
                         f'{layout.min_side} pixels, but has {width}x{height}')
    across, down = layout.multiple
    if width % across or height % down:
        raise ImageError(f'an image in {encoding} must have a width that is a multiple of '
                         f'{across} and a height that is a multiple of {down}, but is '
                         f'{width}x{height}')
