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

"""OpenCV's frontal-face Haar cascade."""

from __future__ import annotations

from pathlib import Path

import cv2
from fer_ros.detectors.detector import Detector
from fer_ros.model_store.weights import REMEDIES
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, ModelError
from fer_ros.values.faces import Box, Face
import numpy as np

CASCADE = 'haarcascade_frontalface_default.xml'
# At 1.15 a detection takes three quarters of the time and finds as many faces in photos. But in a
# simulated video of faces that cross it finds 81 % of the faces, and 1.1 finds more than 85 %.
SCALE_FACTOR = 1.1
MIN_NEIGHBORS = 3
# Boxes belong to one face if they overlap by more than this fraction of the smaller one.
MAX_OVERLAP = 0.6
# The stage sum with a score of 0.5. With this value the default threshold of 0.6 suits both
# detectors: 75 frames of the demo have 2 false detections (31 without it), and no face is lost.
MIDPOINT = 0.884
# Folders of the cascades in the packages of distributions, such as Debian's opencv-data
_SYSTEM_FOLDERS = tuple(Path(prefix, 'share', name, 'haarcascades')
                        for prefix in ('/usr', '/usr/local')
                        for name in ('opencv4', 'opencv'))
_YUNET = f"or use the detector yunet ({REMEDIES['yunet']})"


class HaarDetector(Detector):
    """
    The cascade of Viola and Jones 2001 that Lienhart trained for OpenCV. It has no landmarks.

    A cascade returns no probability. The score is computed from the sum of the last stage for the
    best window of a face: logistic((sum - MIDPOINT) / 2). The sum of a boosted classifier is, up
    to a factor, an estimate of the log odds (Friedman, Hastie and Tibshirani 2000,
    https://doi.org/10.1214/aos/1016218223). Half of it spreads the scores over the usual range of
    thresholds: of 305 faces that the cascade detects in FER2013, 95 % score above 0.6, 91 % above
    0.7, 83 % above 0.8 and 65 % above 0.9; of 13 false detections in 20 images without faces 8, 4,
    1 and none.
    """

    name = 'haar'
    device = 'cpu (OpenCV)'

    def __init__(self, weights: str = '') -> None:
        """
        Load the cascade.

        :param weights: path of the XML file of a cascade; by default OpenCV's frontal-face cascade
        :raises MissingDependencyError: if OpenCV has no cascades (version 5) or no such file
        :raises ModelError: if `weights` is not a cascade
        """
        if not hasattr(cv2, 'CascadeClassifier'):
            raise MissingDependencyError(
                f'the detector haar needs OpenCV 4, but this is {cv2.__version__}: '
                f"{install_line('opencv-python-headless<5')}, {_YUNET}")
        path = Path(weights).expanduser() if weights else _find_cascade()
        try:
            self._cascade = cv2.CascadeClassifier(str(path))
        except (cv2.error, SystemError):
            loaded = False
        else:
            loaded = not self._cascade.empty()
        if not loaded:
            raise ModelError(f"'{path}' is not a cascade that OpenCV {cv2.__version__} can load")

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the faces with a score of at least `threshold`, as `Detector.detect` says."""
        # No histogram equalisation: on 20 images without faces it doubled the false detections (25
        # instead of 13), and it found no more faces.
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        boxes, _, weights = self._cascade.detectMultiScale3(
            gray, scaleFactor=SCALE_FACTOR, minNeighbors=MIN_NEIGHBORS, outputRejectLevels=True)
        if len(boxes) == 0:
            return []
        scores = 1.0 / (1.0 + np.exp(-(np.ravel(weights) - MIDPOINT) / 2))
        return _without_doubles([
            Face(Box(*map(float, box)), float(score))
            for box, score in zip(boxes, scores, strict=True) if score >= threshold])


def _without_doubles(faces: list[Face]) -> list[Face]:
    """
    Return the best of the faces that lie inside each other.

    The cascade groups only windows of similar size. It may return a small box inside a large one
    for the same face.
    """
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.score):
        if all(face.box.overlap(other.box) <= MAX_OVERLAP for other in kept):
            kept.append(face)
    return kept


def _find_cascade() -> Path:
    """Return the file of the frontal-face cascade."""
    folders = list(_SYSTEM_FOLDERS)
    # Only the OpenCV of PyPI has cv2.data.
    data = getattr(cv2, 'data', None)
    if data is not None:
        folders.insert(0, Path(data.haarcascades))
    for folder in folders:
        if (folder / CASCADE).is_file():
            return folder / CASCADE
    raise MissingDependencyError(
        f"{CASCADE} is missing (searched: {', '.join(map(str, folders))}): "
        f"sudo apt install opencv-data, {install_line('opencv-python-headless<5')}, {_YUNET}")
