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

"""Chooses the face detector by what is installed."""

from __future__ import annotations

from fer_ros.detectors.detector import Detector
from fer_ros.model_store.weights import find_weights, missing_text
from fer_ros.values.compute import Compute, PLAIN_CPU
from fer_ros.values.errors import FerRosError, MissingDependencyError, ModelError
from fer_ros.values.faces import Face
import numpy as np


class AutoDetector(Detector):
    """The chosen detector, and the reason for the choice."""

    def __init__(self, detector: Detector, reason: str) -> None:
        """Keep the detector and the reason."""
        self.detector, self.reason = detector, reason
        self.name, self.device = detector.name, detector.device
        self.full_score = detector.full_score

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Return the detections of the chosen detector."""
        return self.detector.detect(image, threshold)


def choose_detector(weights: str = '', compute: Compute = PLAIN_CPU) -> AutoDetector:
    """
    Return yunet if its weights are found and usable, otherwise haar.

    :param weights: path of the weights of yunet; if given, they must be usable
    :param compute: device and number of threads of a detection
    :raises ModelError: if `weights` is given and not usable
    :raises MissingDependencyError: if neither detector is available; names the remedies
    """
    from fer_ros.detectors.haar import HaarDetector
    from fer_ros.detectors.yunet import YuNetDetector

    try:
        found = find_weights('yunet', weights)
        if found.path is not None:
            return AutoDetector(YuNetDetector(found.path, compute), '; '.join(
                [f'detector yunet: its weights are {found.path}', *found.problems]))
        why_not = f"{missing_text('yunet', found.problems)}, and yunet finds more faces"
    except (ModelError, MissingDependencyError) as error:
        if weights:
            raise
        why_not = f'yunet cannot be used: {error}'
    try:
        return AutoDetector(HaarDetector(), f'detector haar: {why_not}')
    except FerRosError as error:
        raise MissingDependencyError(f'no face detector: {why_not}; {error}') from error
