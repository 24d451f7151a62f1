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

"""Face crops that are rotated until the eyes are level."""

from __future__ import annotations

from math import atan2, ceil, degrees, sqrt

import cv2
from fer_ros.classifiers.cropping import crop_face, square_side
from fer_ros.codec import as_lazy_image, LazyImage
from fer_ros.values.faces import Face
import numpy as np


def crop_aligned(image: np.ndarray | LazyImage, face: Face, margin: float,
                 min_side: int = 0) -> np.ndarray:
    """
    Return the square around a face's box, rotated about its centre until the eyes are level.

    The sides are those of `crop_face`, which is used for faces without landmarks. Where the
    square extends beyond the image, the image's border pixels are repeated.

    :param image: (height, width, 3) uint8, of at least one pixel, or a LazyImage
    :param margin: added on each side, as a fraction of the box's longer side
    :param min_side: side that the model needs, in pixels, as for `crop_face`
    :return: (side, side, 3) uint8
    :raises ImageError: if the image is empty.
    """
    if face.landmarks is None:
        return crop_face(image, face, margin, min_side)
    (right_x, right_y), (left_x, left_y) = face.landmarks[:2].tolist()
    angle = degrees(atan2(left_y - right_y, left_x - right_x))
    # At any angle, the rotated square fits into one whose sides are as long as its diagonals.
    wider = ((1 + 2 * margin) * sqrt(2) - 1) / 2
    lazy = as_lazy_image(image)
    height, width = lazy.shape[:2]
    around = crop_face(lazy, face, wider, ceil(min_side * sqrt(2)))
    share = (square_side(face.box, margin, width, height)
             / square_side(face.box, wider, width, height))
    side, middle = round(around.shape[0] * share), (around.shape[0] - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, 1.0)
    matrix[:, 2] += (side - 1) / 2 - middle
    return cv2.warpAffine(around, matrix, (side, side), flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_REPLICATE)
