"""A detector and a classifier that do what a test says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from fer_ros.classifiers import BACKENDS
from fer_ros.detectors import DETECTORS
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import Settings


@dataclass
class FakeDetector:
    """Returns the faces that the test puts in `faces`."""

    weights: str
    faces: list[Face] = field(default_factory=list)
    calls: list[tuple[tuple[int, ...], float]] = field(default_factory=list)
    name = 'fake'

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """Note the call and return the faces."""
        self.calls.append((image.shape, threshold))
        return list(self.faces)


@dataclass
class FakeClassifier:
    """Says of the n-th crop of a batch that it shows the n-th label for certain."""

    name: str
    batches: list[list[tuple[int, ...]]] = field(default_factory=list)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Note the shapes of the crops and return a row for each."""
        self.batches.append([crop.shape for crop in crops])
        return np.eye(len(LABELS), dtype=np.float32)[np.arange(len(crops)) % len(LABELS)]


@pytest.fixture
def fakes() -> Iterator[Settings]:
    """Register the fakes as detector and backend `fake`; return settings that ask for them."""
    DETECTORS.register('fake')(FakeDetector)
    BACKENDS.register('fake')(FakeClassifier)
    yield Settings(detector='fake', backend='fake', model='m', min_face_size=0)
    for registry in (DETECTORS, BACKENDS):
        del registry._factories['fake']


@pytest.fixture
def faces() -> list[Face]:
    """Return four faces inside 320x240 pixels, of sides 40, 80, 20 and 60."""
    return [Face(Box(x, y, side, side), 0.9) for x, y, side in
            ((10, 10, 40), (60, 20, 80), (200, 100, 20), (230, 150, 60))]
