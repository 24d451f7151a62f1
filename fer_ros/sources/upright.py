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

"""Rotates and mirrors frames as the video says, like a player."""

from __future__ import annotations

import struct

import cv2
import numpy as np


def upright(image: np.ndarray, matrix: bytes | None) -> np.ndarray:
    """
    Return the image, rotated and mirrored by its display matrix.

    :param image: (height, width, 3) uint8
    :param matrix: the nine int32 of ISO/IEC 14496-12 (8.3.2) and FFmpeg (libavutil/display.h),
        or None; only rotations by multiples of 90 degrees are applied
    """
    if matrix is None or len(matrix) < 36:
        return image
    # x' = a x + c y, y' = b x + d y, with y downwards
    a, b, _, c, d = (np.sign(value) for value in struct.unpack('=5i', matrix[:20]))
    if a and d and not b and not c:
        flips = (d < 0, a < 0)
    elif b and c and not a and not d:
        image = image.transpose(1, 0, 2)
        flips = (b < 0, c < 0)
    else:
        return image
    if flips == (True, True):
        return cv2.flip(image, -1)
    if flips == (True, False):
        return cv2.flip(image, 0)
    if flips == (False, True):
        return cv2.flip(image, 1)
    return np.ascontiguousarray(image)
