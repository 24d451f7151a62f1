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

"""No detection, for images that are already face crops."""

from __future__ import annotations

from fer_ros.detectors.detector import Detector
from fer_ros.values.faces import Box, Face
import numpy as np


class WholeImageDetector(Detector):
    """Returns the whole image as one face, with a score of 1 and without landmarks."""

    name = 'none'
    device = 'cpu'

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return one face whose box is the image."""
        height, width = image.shape[:2]
        return [Face(Box(0.0, 0.0, float(width), float(height)), 1.0)]
