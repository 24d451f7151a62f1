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

"""Lazy images in the encodings of sensor_msgs/Image."""

from __future__ import annotations

import cv2
from fer_ros.codec.layouts import Layout
from fer_ros.codec.lazy_image import shrink, thin
from fer_ros.codec.sixteen_bits import FULL_RANGE, to_8bit, used_range
import numpy as np

# OpenCV's demosaicing reads the neighbours of a pixel. An even border also keeps the pattern.
_BAYER_BORDER = 2


class PackedImage:
    """
    Pixels stored one after the other, such as RGB, grey and YUYV.

    In YUV 4:2:2 a group of two pixels shares its colour: (Y, U, Y, V) in some order. Resizing
    interpolates between groups, so that Y is never mixed with U or V.
    """

    def __init__(self, pixels: np.ndarray, layout: Layout, stretch: bool = True) -> None:
        """
        Keep an array (height, width[, channels]) of uint8 or uint16.

        :param layout: a layout with `to_bgr` and without planes of chroma
        :param stretch: whether 16-bit values are stretched if they use a small range
        """
        self._range = (used_range(pixels) if stretch and pixels.dtype == np.uint16 else
                       FULL_RANGE)
        self._layout, self._group = layout, layout.multiple[0]
        self._height, self._width = pixels.shape[:2]
        self._pixels = pixels if self._group == 1 else _grouped(pixels, self._group)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (height, width, 3)."""
        return self._height, self._width, 3

    def scaled(self, width: int, height: int) -> np.ndarray:
        """Return the image reduced to `width` x `height`."""
        return shrink(self._bgr(thin(self._pixels, 2 * width // self._group, 2 * height)),
                      width, height)

    def region(self, left: int, top: int, width: int, height: int,
               min_side: int = 0) -> np.ndarray:
        """Return a rectangle."""
        first, end = left // self._group, -(-(left + width) // self._group)
        skipped = left - first * self._group
        bgr = self._bgr(self._pixels[top:top + height, first:end])
        return bgr[:, skipped:skipped + width]

    def whole(self) -> np.ndarray:
        """Return the full image."""
        return self._bgr(self._pixels)

    def _bgr(self, pixels: np.ndarray) -> np.ndarray:
        if pixels.dtype == np.uint16:
            pixels = to_8bit(pixels, self._range)
        if self._group > 1:
            pixels = np.ascontiguousarray(pixels).reshape(
                pixels.shape[0], pixels.shape[1] * self._group, -1)
        return cv2.cvtColor(pixels, self._layout.to_bgr)


class PlanarImage:
    """A plane of luma, followed by a plane of chroma at half the size: NV12 and NV21."""

    def __init__(self, rows: np.ndarray, height: int, layout: Layout) -> None:
        """Keep an array (height * 3 / 2, width) uint8."""
        self._luma, self._layout = rows[:height], layout
        self._chroma = _grouped(rows[height:], 2)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (height, width, 3)."""
        height, width = self._luma.shape
        return height, width, 3

    def scaled(self, width: int, height: int) -> np.ndarray:
        """Return the image reduced to `width` x `height`."""
        return shrink(self._bgr(thin(self._luma, 2 * width, 2 * height),
                                thin(self._chroma, width, height)), width, height)

    def region(self, left: int, top: int, width: int, height: int,
               min_side: int = 0) -> np.ndarray:
        """Return a rectangle."""
        x, y = left // 2, top // 2
        right, bottom = -(-(left + width) // 2), -(-(top + height) // 2)
        bgr = self._bgr(self._luma[2 * y:2 * bottom, 2 * x:2 * right],
                        self._chroma[y:bottom, x:right])
        return bgr[top - 2 * y:top - 2 * y + height, left - 2 * x:left - 2 * x + width]

    def whole(self) -> np.ndarray:
        """Return the full image."""
        return self._bgr(self._luma, self._chroma)

    def _bgr(self, luma: np.ndarray, chroma: np.ndarray) -> np.ndarray:
        return cv2.cvtColorTwoPlane(luma, chroma, self._layout.to_bgr)


class BayerImage:
    """A Bayer mosaic: each pixel has one colour, and half of the pixels are green."""

    def __init__(self, pixels: np.ndarray, layout: Layout, pattern: str) -> None:
        """
        Keep an array (height, width) uint8.

        :param pattern: colours of the first two pixels of the first and the second row
        """
        self._pixels, self._layout, self._pattern = pixels, layout, pattern

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (height, width, 3)."""
        height, width = self._pixels.shape
        return height, width, 3

    def scaled(self, width: int, height: int) -> np.ndarray:
        """Return the image reduced to `width` x `height`; each 2x2 cell becomes one pixel."""
        rows, columns = (side // 2 for side in self._pixels.shape)
        if columns < width or rows < height:
            return shrink(self.whole(), width, height)
        step = 2 * max(min(columns // (2 * width), rows // (2 * height)), 1)
        bgr = np.empty((-(-2 * rows // step), -(-2 * columns // step), 3), np.uint8)
        greens = []
        for index, colour in enumerate(self._pattern):
            plane = self._pixels[index // 2:2 * rows:step, index % 2:2 * columns:step]
            if colour == 'g':
                greens.append(np.ascontiguousarray(plane))
            else:
                bgr[..., 'bgr'.index(colour)] = plane
        bgr[..., 1] = cv2.addWeighted(greens[0], 0.5, greens[1], 0.5, 0)
        return shrink(bgr, width, height)

    def region(self, left: int, top: int, width: int, height: int,
               min_side: int = 0) -> np.ndarray:
        """Return a rectangle."""
        x, y = (max(start // 2 * 2 - _BAYER_BORDER, 0) for start in (left, top))
        part = self._pixels[y:top + height + _BAYER_BORDER, x:left + width + _BAYER_BORDER]
        bgr = cv2.cvtColor(part, self._layout.to_bgr)
        return bgr[top - y:top - y + height, left - x:left - x + width]

    def whole(self) -> np.ndarray:
        """Return the full image."""
        return cv2.cvtColor(self._pixels, self._layout.to_bgr)


def _grouped(pixels: np.ndarray, count: int) -> np.ndarray:
    """Return a view (rows, columns / count, channels * count); rows may be padded."""
    channels = count * (pixels.shape[2] if pixels.ndim == 3 else 1)
    return np.lib.stride_tricks.as_strided(
        pixels, (pixels.shape[0], pixels.shape[1] // count, channels),
        (pixels.strides[0], channels, 1), writeable=False)
