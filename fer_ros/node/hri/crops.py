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

"""Face crops as ROS4HRI wants them: 128x128 pixels, black outside the image."""

from __future__ import annotations

from math import atan2, degrees

import cv2
from fer_ros.codec import LazyImage
from fer_ros.values.faces import Box, Face
import numpy as np

SIDE = 128


def cropped(image: LazyImage, face: Face) -> np.ndarray:
    """Return the square around the box of a face, (128, 128, 3) uint8 BGR."""
    return _cut(image, face.box, 0.0)


def aligned(image: LazyImage, face: Face) -> np.ndarray | None:
    """Return the same, rotated until the eyes are level; None without landmarks."""
    if face.landmarks is None:
        return None
    (right_x, right_y), (left_x, left_y) = face.landmarks[:2].tolist()
    return _cut(image, face.box, degrees(atan2(left_y - right_y, left_x - right_x)))


def _cut(image: LazyImage, box: Box, angle: float) -> np.ndarray:
    height, width = image.shape[:2]
    side = max(box.width, box.height, 1.0)
    # What a square of this side can cover at any angle
    reach = side * (0.71 if angle else 0.5) + 1
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    left, top, columns, rows = Box(middle_x - reach, middle_y - reach, 2 * reach,
                                   2 * reach).clipped(width, height)
    if not columns or not rows:
        return np.zeros((SIDE, SIDE, 3), np.uint8)
    part = image.region(left, top, columns, rows, SIDE)
    # warpAffine takes single pixels: what is much larger must be reduced by the mean before.
    reduction = int(side * part.shape[1] / columns / SIDE)
    if reduction > 1:
        part = cv2.resize(part, (max(part.shape[1] // reduction, 1),
                                 max(part.shape[0] // reduction, 1)),
                          interpolation=cv2.INTER_AREA)
    across, down = part.shape[1] / columns, part.shape[0] / rows
    centre = (middle_x - left) * across, (middle_y - top) * down
    matrix = cv2.getRotationMatrix2D(centre, angle, SIDE / (side * (across + down) / 2))
    matrix[:, 2] += SIDE / 2 - np.array(centre)
    return cv2.warpAffine(part, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_CONSTANT)
