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

"""Face detectors, by name."""

from __future__ import annotations

from fer_ros.detectors.detector import detect_scaled, Detector, DETECTORS
from fer_ros.values.compute import Compute, PLAIN_CPU

__all__ = ['DETECTORS', 'Detector', 'detect_scaled']


@DETECTORS.register('auto')
def _auto(weights: str = '', compute: Compute = PLAIN_CPU) -> Detector:
    from fer_ros.detectors.auto import choose_detector

    return choose_detector(weights, compute)


@DETECTORS.register('haar')
def _haar(weights: str = '') -> Detector:
    from fer_ros.detectors.haar import HaarDetector

    return HaarDetector(weights)


@DETECTORS.register('none')
def _none(weights: str = '') -> Detector:
    from fer_ros.detectors.whole_image import WholeImageDetector

    return WholeImageDetector()


@DETECTORS.register('yunet')
def _yunet(weights: str = '', compute: Compute = PLAIN_CPU) -> Detector:
    from fer_ros.detectors.yunet import YuNetDetector
    from fer_ros.model_store.weights import require_weights

    return YuNetDetector(require_weights('yunet', weights), compute)
