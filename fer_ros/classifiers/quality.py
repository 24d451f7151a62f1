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

"""The quality of a face crop: size, sharpness, frontality, and how much of it is visible."""

from __future__ import annotations

from math import hypot, sqrt

import cv2
from fer_ros.values.faces import Box, Face
import numpy as np

# Measured with the model resnet14 on faces of PublicTest of FER2013: the formulas give about the
# fraction of the accuracy that remains (`fer_ros benchmark robustness --visibility`).
MIN_SIZE = 0.4        # of the model's input; 94 % remain at 0.5, 82 % at 0.33, 46 % at 0.17
# Sharpness that counts 0 and 1. 99 % of the unchanged faces have more than 0.53. With a blur of
# 1/24 of the face (Gaussian, sigma) it is 0.21, with one of 1/16 it is 0.15.
NO_SHARPNESS, MIN_SHARPNESS = 0.13, 0.25
# Fraction of the box in the image that counts 0 and 1
NO_SHARE, MIN_SHARE = 0.5, 0.8
# Detection score that counts 0, as a fraction of the detector's `full_score`
NO_SCORE = 0.35
# Side in pixels at which the sharpness is measured
_SIDE = 48
# Depth of the nose, in distances between the eyes
NOSE_DEPTH = 0.55


def face_quality(crop: np.ndarray, face: Face, input_side: int, *,
                 image_size: tuple[int, int] | None = None, full_score: float = 0.0) -> float:
    """
    Return the quality of a face crop, 0..1: the product of the values below.

    :param crop: (side, side, 3) uint8 BGR, around the face
    :param face: its landmarks are used if there are any
    :param input_side: side of the model's input, pixels
    :param image_size: (width, height) in pixels of the image; without it, all of the face counts
        as visible
    :param full_score: detection score of a face that is fully visible; 0 ignores the score
    """
    size = min(1.0, min(face.box.width, face.box.height) / (MIN_SIZE * input_side))
    quality = size * sharpness_value(crop) * frontality(face)
    if image_size is not None:
        quality *= inside_value(face, image_size)
    if full_score:
        quality *= _ramp(face.score, NO_SCORE * full_score, full_score)
    return quality


def sharpness_value(crop: np.ndarray) -> float:
    """
    Return where the sharpness lies between NO_SHARPNESS (0) and MIN_SHARPNESS (1).

    The sharpness is the standard deviation of the second difference over 1/24 of the face, divided
    by that of the grey values, so that light, contrast and the size of the face cancel out. Finer
    detail is not needed for an expression. Coarser detail remains in a blurred face, finer
    detail comes back with noise and compression. The smaller one of the differences along x and y
    counts, because motion blurs along one axis only. (The variance of the Laplacian,
    Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548, does not detect motion blur.)

    :param crop: (side, side, 3) uint8 BGR
    """
    step = crop.shape[0] // (2 * _SIDE)
    if step > 1:  # the mean needs only some of the pixels of a large face
        crop = crop[::step, ::step]
    gray = _reduced(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), _SIDE)
    contrast = float(cv2.meanStdDev(gray)[1][0, 0])
    kernel = _second_difference(max(round(gray.shape[0] / 24), 1))
    # The mean is 0 except at the borders, so the norm gives the standard deviation.
    detail = min(cv2.norm(cv2.filter2D(gray, cv2.CV_16S, kernel)),
                 cv2.norm(cv2.filter2D(gray, cv2.CV_16S, kernel.T))) / sqrt(gray.size)
    # Without a contrast of one grey value there is no face.
    return _ramp(detail / max(contrast, 1.0), NO_SHARPNESS, MIN_SHARPNESS)


def inside_value(face: Face, image_size: tuple[int, int]) -> float:
    """
    Return how much of a face lies in the image, 0..1: of its box or its landmarks, the smaller.

    If the border of the image cuts a face, the detector's box includes the missing part. With
    eyes, nose and mouth in the image the result is 1: the rest is not needed for an expression.

    :param image_size: (width, height) in pixels
    """
    box, (width, height) = face.box, image_size
    if box.x >= 0 and box.y >= 0 and box.x + box.width <= width and box.y + box.height <= height:
        return 1.0
    share = box.intersection(Box(0.0, 0.0, width, height)) / max(box.area, 1e-6)
    value = _ramp(share, NO_SHARE, MIN_SHARE)
    if face.landmarks is None:
        return value
    seen = float(((face.landmarks >= 0) & (face.landmarks < image_size)).all(axis=1).mean())
    return min(value, seen) if seen < 1.0 else 1.0


def _ramp(value: float, low: float, high: float) -> float:
    """Return 0 up to `low`, 1 from `high`, and a linear ramp between them."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _second_difference(distance: int) -> np.ndarray:
    """Return the kernel (1, 2 * distance + 1) of the second difference along x."""
    kernel = np.zeros((1, 2 * distance + 1), np.float32)
    kernel[0, [0, distance, -1]] = 1, -2, 1
    return kernel


def _reduced(gray: np.ndarray, side: int) -> np.ndarray:
    """Return a square image, or its centre, reduced to `side` pixels unless it is smaller."""
    times = gray.shape[0] // side
    if times > 1:  # OpenCV is several times as fast with an integer factor
        border = (gray.shape[0] - times * side) // 2
        gray = gray[border:border + times * side, border:border + times * side]
        return cv2.resize(gray, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(gray, (side, side)) if gray.shape[0] > side else gray


def frontality(face: Face) -> float:
    """
    Return the squared cosine of the angle that a face is turned to the side.

    If a head turns by an angle a, the nose moves sideways by NOSE_DEPTH * sin(a) and the distance
    between the eyes shrinks by cos(a). So the nose's offset from the middle between the eyes,
    along the line through them and in distances between them, is NOSE_DEPTH * tan(a). Without
    landmarks the result is 1.
    """
    if face.landmarks is None:
        return 1.0
    (right_x, right_y), (left_x, left_y), (nose_x, nose_y) = face.landmarks[:3].tolist()
    x, y = left_x - right_x, left_y - right_y
    eyes = hypot(x, y)
    if eyes < 1e-6:
        return 0.0
    aside = ((nose_x - (left_x + right_x) / 2) * x + (nose_y - (left_y + right_y) / 2) * y) / eyes
    tangent = aside / eyes / NOSE_DEPTH
    return 1.0 / (1.0 + tangent * tangent)
