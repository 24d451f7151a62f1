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

"""How far a face can be trusted: its size, its sharpness, and how far it is turned away."""

from __future__ import annotations

from math import hypot, sqrt

import cv2
from fer_ros.values.faces import Face
import numpy as np

# Each measured with the model resnet14 on 1500 faces of PublicTest of FER2013: the share of its
# accuracy that is left is about the value that the formula gives.
SIZE_ENOUGH = 0.4     # of the model's input; left are 94 % at 0.5, 82 % at 0.33, 46 % at 0.17
SHARP_ENOUGH = 0.12   # sharpness; faces as they are have 0.47, of those with 0.06 about 70 % left
# How far a nose stands out, in distances between the eyes
NOSE_DEPTH = 0.55
# Second derivatives
_ALONG_X = np.array([[1, -2, 1]], np.float32)
_ALONG_Y = _ALONG_X.T.copy()


def face_quality(crop: np.ndarray, face: Face, input_side: int) -> float:
    """
    Return how far a face can be trusted, 0..1: the product of the three values below.

    :param crop: (side, side, 3) uint8 BGR, around the face
    :param face: with landmarks, if there are any
    :param input_side: of what the model wants to see, in pixels
    """
    size = min(1.0, min(face.box.width, face.box.height) / (SIZE_ENOUGH * input_side))
    return size * sharpness_value(crop, input_side) * frontality(face)


def sharpness_value(crop: np.ndarray, input_side: int) -> float:
    """
    Return min(1, sharpness / SHARP_ENOUGH).

    The sharpness is the standard deviation of the second derivative divided by that of the grey
    values, so that light and contrast cancel out. Of the derivatives along x and along y the
    weaker one counts, because motion blurs along one axis only. (The variance of the Laplacian,
    Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548, sees no motion.) Faces that are larger
    than the model's input are reduced to it first: finer detail does not matter.

    :param crop: (side, side, 3) uint8 BGR
    """
    step = crop.shape[0] // (2 * input_side)
    if step > 1:  # most pixels of a large face would only be averaged away
        crop = crop[::step, ::step]
    gray = _reduced(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), input_side)
    contrast = float(cv2.meanStdDev(gray)[1][0, 0])
    # Their mean is 0 but for the borders, so that the norm does.
    detail = min(cv2.norm(cv2.filter2D(gray, cv2.CV_16S, _ALONG_X)),
                 cv2.norm(cv2.filter2D(gray, cv2.CV_16S, _ALONG_Y))) / sqrt(gray.size)
    # Below a contrast of one grey value there is no face to speak of.
    return min(1.0, detail / (max(contrast, 1.0) * SHARP_ENOUGH))


def _reduced(gray: np.ndarray, side: int) -> np.ndarray:
    """Return a square image, or its middle, at `side` pixels, or as it is if it is smaller."""
    times = gray.shape[0] // side
    if times > 1:  # OpenCV is several times as fast where whole pixels are averaged
        border = (gray.shape[0] - times * side) // 2
        gray = gray[border:border + times * side, border:border + times * side]
        return cv2.resize(gray, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(gray, (side, side)) if gray.shape[0] > side else gray


def frontality(face: Face) -> float:
    """
    Return the squared cosine of the angle that a face is turned to the side.

    On a head turned by an angle a the nose moves sideways by NOSE_DEPTH * sin(a) and the eyes
    come nearer by cos(a): the nose's distance from the middle between the eyes, along the line
    through them and in distances between them, is NOSE_DEPTH * tan(a). 1 without landmarks.
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
