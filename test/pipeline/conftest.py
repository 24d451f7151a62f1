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

"""A detector and a classifier that do what a test says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.detectors import Detector, DETECTORS
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.anonymizer import Anonymizer
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np
import pytest


@dataclass
class FakeDetector(Detector):
    """Returns the faces that the test puts in `faces`."""

    weights: str = ''
    faces: list[Face] = field(default_factory=list)
    calls: list[tuple[tuple[int, ...], float]] = field(default_factory=list)
    name = 'fake'

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Note the call and return the faces."""
        self.calls.append((image.shape, threshold))
        return list(self.faces)


@dataclass
class FakeClassifier(Classifier):
    """Says of the n-th crop of a batch that it shows the n-th label for certain."""

    name: str = 'm'
    batches: list[list[tuple[int, ...]]] = field(default_factory=list)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Note the shapes of the crops and return a row for each."""
        self.batches.append([crop.shape for crop in crops])
        return np.eye(len(LABELS), dtype=np.float32)[np.arange(len(crops)) % len(LABELS)]


class Fakes:
    """Makes pipelines of fakes; `settings` are those without changes."""

    settings = Settings(min_face_size=0, **EVERY_FRAME)

    def __call__(self, changes: Mapping[str, Any] | None = None) -> Pipeline:
        """Return a pipeline with changes of the settings."""
        settings = self.settings.changed(changes or {})
        anonymizer = Anonymizer(FakeDetector(), settings.detection_width,
                                settings.detection_threshold) if settings.anonymize else None
        return Pipeline(settings, FakeDetector(), FakeClassifier(), anonymizer=anonymizer)


@pytest.fixture
def fakes() -> Fakes:
    """Return what makes pipelines of fakes."""
    return Fakes()


@pytest.fixture
def registered() -> Iterator[Settings]:
    """Register the fakes as detector and backend `fake`; return settings that name them."""
    DETECTORS.register('fake')(FakeDetector)
    BACKENDS.register('fake')(FakeClassifier)
    yield Fakes.settings.changed({'detector': 'fake', 'backend': 'fake', 'model': 'm'})
    for registry in (DETECTORS, BACKENDS):
        del registry._factories['fake']


@pytest.fixture
def faces() -> list[Face]:
    """Return four faces inside 320x240 pixels, of sides 40, 80, 20 and 60."""
    return [Face(Box(x, y, side, side), 0.9) for x, y, side in
            ((10, 10, 40), (60, 20, 80), (200, 100, 20), (230, 150, 60))]
