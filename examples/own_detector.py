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

"""
A detector of your own, handed to the pipeline: python own_detector.py PHOTO_OR_FOLDER.

It is another cascade of OpenCV 4. To use a detector by its name (`--detector`, `detector:=`), add
an entry point of the group fer_ros.detectors to your package, as own_backend does for backends.
"""

import sys

import cv2
from fer_ros import Box, Detector, Face, open_source, Pipeline, Settings
import numpy as np


class CascadeDetector(Detector):
    """Detects faces with a cascade, which gives no scores and no landmarks."""

    name = 'alt2'
    device = 'cpu (OpenCV)'

    def __init__(self, file: str = 'haarcascade_frontalface_alt2.xml') -> None:
        """Load a file of OpenCV's data."""
        self._cascade = cv2.CascadeClassifier(cv2.data.haarcascades + file)

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the faces of a BGR image, in its pixels."""
        boxes = self._cascade.detectMultiScale(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
        return [Face(Box(*map(float, box)), score=1.0) for box in boxes]


if __name__ == '__main__':
    pipeline = Pipeline.load(Settings(), detector=CascadeDetector())
    for frame in open_source(sys.argv[1]).frames():
        for emotion in pipeline.process_photo(frame.image):
            print(frame.name, emotion.caption, emotion.face.box)
