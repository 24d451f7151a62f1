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

"""The quality of a face crop: size, sharpness and frontality."""

from __future__ import annotations

from math import hypot, sqrt

import cv2
from fer_ros.values.faces import Face
import numpy as np

# Measured with the model resnet14 on 1500 faces of PublicTest of FER2013: the formulas give about
# the share of the accuracy that remains.
MIN_SIZE = 0.4        # of the model's input; 94 % remain at 0.5, 82 % at 0.33, 46 % at 0.17
MIN_SHARPNESS = 0.12  # unchanged faces have 0.47; at 0.06 about 70 % remain
# Depth of the nose, in distances between the eyes
NOSE_DEPTH = 0.55
# Second derivatives
_ALONG_X = np.array([[1, -2, 1]], np.float32)
_ALONG_Y = _ALONG_X.T.copy()


def face_quality(crop: np.ndarray, face: Face, input_side: int) -> float:
    """
    Return the quality of a face crop, 0..1: the product of size, sharpness and frontality.

    :param crop: (side, side, 3) uint8 BGR, around the face
    :param face: its landmarks are used if there are any
    :param input_side: side of the model's input, pixels
    """
    size = min(1.0, min(face.box.width, face.box.height) / (MIN_SIZE * input_side))
    return size * sharpness_value(crop, input_side) * frontality(face)


def sharpness_value(crop: np.ndarray, input_side: int) -> float:
    """
    Return min(1, sharpness / MIN_SHARPNESS).

    The sharpness is the standard deviation of the second derivative divided by that of the grey
    values, so that light and contrast cancel out. The smaller one of the derivatives along x and
    y counts, because motion blurs along one axis only. (The variance of the Laplacian,
    Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548, does not detect motion blur.) A face
    that is larger than the model's input is reduced to it first: finer detail does not matter.

    :param crop: (side, side, 3) uint8 BGR
    """
    step = crop.shape[0] // (2 * input_side)
    if step > 1:  # the mean needs only some of the pixels of a large face
        crop = crop[::step, ::step]
    gray = _reduced(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), input_side)
    contrast = float(cv2.meanStdDev(gray)[1][0, 0])
    # The mean is 0 except at the borders, so the norm gives the standard deviation.
    detail = min(cv2.norm(cv2.filter2D(gray, cv2.CV_16S, _ALONG_X)),
                 cv2.norm(cv2.filter2D(gray, cv2.CV_16S, _ALONG_Y))) / sqrt(gray.size)
    # Without a contrast of one grey value there is no face.
    return min(1.0, detail / (max(contrast, 1.0) * MIN_SHARPNESS))


def _reduced(gray: np.ndarray, side: int) -> np.ndarray:
    """Return a square image, or its centre, reduced to `side` pixels unless it is smaller."""
    times = gray.shape[0] // side
    if times > 1:  # an integer factor makes OpenCV several times as fast
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
