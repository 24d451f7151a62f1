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

"""Measures a model on faces with the distortions that cameras and detectors cause."""

from __future__ import annotations

from collections.abc import Callable

import cv2
from fer_ros.classifiers import Classifier
from fer_ros.training.data import Split
from fer_ros.training.evaluate.measure import classify_all
import numpy as np

Change = Callable[[np.ndarray], np.ndarray]


def _moved(right: float, down: float) -> Change:
    """Return a change that shifts a face by shares of its sides and repeats its border."""
    def change(face: np.ndarray) -> np.ndarray:
        height, width = face.shape
        matrix = np.array([[1, 0, right * width], [0, 1, down * height]], np.float32)
        return cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return change


def _turned(degrees: float) -> Change:
    def change(face: np.ndarray) -> np.ndarray:
        height, width = face.shape
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
        return cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return change


def _blurred(face: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(face, (0, 0), 1.0)


def _darkened(face: np.ndarray) -> np.ndarray:
    return np.rint(0.4 * face).astype(np.uint8)


def _compressed(face: np.ndarray) -> np.ndarray:
    _, data = cv2.imencode('.jpg', face, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def _far(face: np.ndarray) -> np.ndarray:
    small = cv2.resize(face, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, face.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _masked(face: np.ndarray) -> np.ndarray:
    face = face.copy()
    face[2 * len(face) // 3:] = 128
    return face


# Names of the faults, and the changes over which the accuracy is averaged
FAULTS: dict[str, tuple[Change, ...]] = {
    'shifted by 10 % of the width': tuple(
        _moved(right, down) for right, down in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1))),
    'blurred (sigma 1 pixel)': (_blurred,),
    'darkened to 40 %': (_darkened,),
    'JPEG quality 30': (_compressed,),
    'rotated by 15 degrees': (_turned(15), _turned(-15)),
    'seen at half the size': (_far,),
    'lower third covered': (_masked,),
}


def robustness(classifier: Classifier, split: Split) -> dict[str, float]:
    """Return the accuracy, 0..1, on the unchanged faces (`clean`) and with each fault."""
    def accuracy(faces: np.ndarray) -> float:
        scores = classify_all(classifier, faces)
        return float((scores.argmax(axis=1) == split.classes).mean())

    result = {'clean': accuracy(split.faces)}
    for name, changes in FAULTS.items():
        result[name] = float(np.mean([
            accuracy(np.stack([change(face) for face in split.faces])) for change in changes]))
    return {name: round(value, 4) for name, value in result.items()}
