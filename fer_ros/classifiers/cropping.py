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

"""Cuts a face out of an image."""

from __future__ import annotations

import cv2
from fer_ros.codec import as_lazy_image, LazyImage
from fer_ros.values.faces import Box, Face
import numpy as np


def crop_face(image: np.ndarray | LazyImage, face: Face, margin: float,
              min_side: int = 0) -> np.ndarray:
    """
    Return the square around a face's box, without a copy if it lies inside the image.

    The square has the box's centre. Where it extends beyond the image, the image's border pixels
    are repeated.

    :param image: (height, width, 3) uint8, of at least one pixel, or a LazyImage
    :param margin: added on each side, as a fraction of the box's longer side
    :param min_side: side that the model needs, in pixels: a LazyImage may return a reduced square
        with at least this side; 0 asks for every pixel
    :return: (side, side, 3) uint8 with side = max(width, height) * (1 + 2 * margin) in whole
        pixels, at least 1 and at most twice the image's longer side
    :raises ImageError: if the image is empty.
    """
    lazy_image = as_lazy_image(image)
    height, width = lazy_image.shape[:2]
    box = face.box
    side = square_side(box, margin, width, height)
    columns = _inside(round(box.x + (box.width - side) / 2), side, width)
    rows = _inside(round(box.y + (box.height - side) / 2), side, height)
    part = lazy_image.region(columns[0], rows[0], columns[1], rows[1], min_side)
    if columns[1] == rows[1] == side:
        return part
    across, down = part.shape[1] / columns[1], part.shape[0] / rows[1]
    return cv2.copyMakeBorder(
        part, *(round(border * down) for border in rows[2:]),
        *(round(border * across) for border in columns[2:]), cv2.BORDER_REPLICATE)


def square_side(box: Box, margin: float, image_width: int, image_height: int) -> int:
    """Return the side of the square that `crop_face` cuts out, in pixels of the image."""
    # A larger square would only add border, at a high cost in memory.
    limit = 2 * max(image_width, image_height)
    return round(min(max(max(box.width, box.height) * (1 + 2 * margin), 1), limit))


def _inside(start: int, length: int, limit: int) -> tuple[int, int, int, int]:
    """
    Return the part of start..start+length that is inside 0..limit.

    The result is its start, its length, and how much is missing before and after it. If nothing
    is inside, the part is the nearest pixel.
    """
    first = min(max(start, 0), limit - 1)
    count = max(min(start + length, limit) - first, 1)
    before = min(max(-start, 0), length - count)
    return first, count, before, length - count - before
