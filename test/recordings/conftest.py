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

"""Bags for the tests, and what recognises them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bag_maker import BagMaker
from fer_ros.pipeline import Pipeline
from fer_ros.values.settings import Settings
import numpy as np
import pytest


@pytest.fixture
def bags(tmp_path: Path, portrait: np.ndarray) -> BagMaker:
    """Return what writes bags."""
    pytest.importorskip('rosbags')
    return BagMaker(tmp_path / 'bags', portrait)


@pytest.fixture(scope='session')
def portrait() -> np.ndarray:
    """Return the portrait of Eileen Collins, (256, 256, 3) BGR."""
    import cv2

    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(
        cv2.resize(data.astronaut()[..., ::-1], (256, 256), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope='session')
def parts(yunet_weights: Path) -> Pipeline:
    """Return a pipeline whose parts the bags' pipelines use."""
    return Pipeline.load(Settings(detector='yunet', detector_weights=str(yunet_weights),
                                  detection_rate=0.0, classification_rate=0.0))


@pytest.fixture
def recognise(parts: Pipeline, tmp_path: Path) -> Callable:
    """Return what recognises bags and returns the outcome and the folder of the results."""
    from fer_ros.recordings.bag_results import BagOptions, recognise_bags
    from fer_ros.recordings.selection import Selection

    def run(*paths: Path, out: str = 'out', topics: Sequence[str] = (), start=None, end=None,
            **options):
        folder = tmp_path / out
        outcome = recognise_bags(paths, folder, parts, BagOptions(
            Selection(tuple(topics), start, end), **options), lambda frames, total: frames)
        return outcome, folder
    return run
