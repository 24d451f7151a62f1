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

"""Cutting a face out of an image."""

from __future__ import annotations

from fer_ros.values.errors import ImageError
from fer_ros.values.faces import Face
import numpy as np


def crop_face(image: np.ndarray, face: Face, margin: float) -> np.ndarray:
    """
    Return the square around a face's box, without a copy where it lies inside the image.

    The square shares the box's centre. Where it reaches out of the image, the image's border
    pixels are repeated.

    :param image: (height, width, 3) uint8, of at least one pixel
    :param margin: added on each side, as a fraction of the box's longer side
    :return: (side, side, 3) uint8 with side = max(width, height) * (1 + 2 * margin) in whole
        pixels, at least 1 and at most twice the image's longer side
    :raises ImageError: if the image is empty.
    """
    height, width = image.shape[:2]
    if height == 0 or width == 0:
        raise ImageError(f'cannot cut a face out of an image of {width}x{height} pixels')
    box = face.box
    # A larger square would show nothing more but its border, at any cost in memory.
    limit = 2 * max(width, height)
    side = round(min(max(max(box.width, box.height) * (1 + 2 * margin), 1), limit))
    left = round(box.x + (box.width - side) / 2)
    top = round(box.y + (box.height - side) / 2)
    if left >= 0 and top >= 0 and left + side <= width and top + side <= height:
        return image[top:top + side, left:left + side]
    rows, columns = np.arange(top, top + side), np.arange(left, left + side)
    return image.take(columns, axis=1, mode='clip').take(rows, axis=0, mode='clip')
