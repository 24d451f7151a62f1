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

"""Converts 16-bit images to 8 bits."""

from __future__ import annotations

from math import ceil, sqrt

import cv2
import numpy as np

FULL_RANGE = 0.0, 65535.0
# Images with a smaller range of values than this, such as those of 14 bits, are stretched.
# Otherwise fewer than 64 of the 256 grey values of 8 bits would be used.
_SMALL_SPAN = 16384.0
# A smaller range cannot show a face: only noise would be amplified.
_LEAST_SPAN = 32.0
# Hot or dead pixels, in per cent
_OUTLIERS = 0.5
# Number of pixels from which the range is estimated
_SAMPLE = 1 << 14


def used_range(pixels: np.ndarray) -> tuple[float, float]:
    """
    Return the lowest and the highest value of an image, or (0, 65535) for a large range.

    Infrared cameras send 10 bits in 16, and thermal cameras a small range of values far from 0.
    One value in 200 may lie below the range, and one above. Zeros do not count: they are pixels
    without a measurement, or the border of a rectified image.

    :param pixels: (height, width[, channels]) uint16
    """
    step = max(ceil(sqrt(pixels.shape[0] * pixels.shape[1] / _SAMPLE)), 1)
    sample = pixels[::step, ::step]
    measured = sample[sample > 0]
    low, high = _spread(measured) if measured.size else (0.0, 0.0)
    if high - low < _LEAST_SPAN:
        low, high = _spread(sample)
    if high == low or high - low >= _SMALL_SPAN:
        return FULL_RANGE
    middle, half = (low + high) / 2, max(high - low, _LEAST_SPAN) / 2
    low = max(middle - half, 0.0)
    return low, low + 2 * half


def _spread(values: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(values, (_OUTLIERS, 100 - _OUTLIERS))
    return float(low), float(high)


def to_8bit(pixels: np.ndarray, value_range: tuple[float, float] | None = None) -> np.ndarray:
    """
    Return 16-bit values as uint8.

    The full range is scaled as cv_bridge's toCvCopyImpl does.

    :param pixels: uint16
    :param value_range: the values that become 0 and 255; the default is `used_range` of the image
    """
    low, high = used_range(pixels) if value_range is None else value_range
    if (low, high) == FULL_RANGE:
        return cv2.convertScaleAbs(pixels, alpha=255 / 65535)
    # convertScaleAbs makes negative values positive.
    above = np.maximum(pixels, np.uint16(low)) - np.uint16(low)
    return cv2.convertScaleAbs(above, alpha=255 / (high - low))
