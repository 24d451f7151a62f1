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

"""Only the shipped models, and a photo with a face."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def shipped_models_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the models of the user who runs the tests out of them."""
    monkeypatch.delenv('FER_ROS_MODELS', raising=False)
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))


@pytest.fixture(scope='session')
def portrait() -> np.ndarray:
    """Return the portrait of Eileen Collins, (512, 512, 3) BGR."""
    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(data.astronaut()[..., ::-1])


@pytest.fixture
def folder(tmp_path: Path, portrait: np.ndarray) -> Path:
    """Return a folder with that portrait and a photo of nothing."""
    folder = tmp_path / 'photos'
    folder.mkdir()
    cv2.imwrite(str(folder / 'collins.jpg'), portrait)
    cv2.imwrite(str(folder / 'nothing.png'), np.full((120, 160, 3), 90, np.uint8))
    return folder


@pytest.fixture
def write_film(tmp_path: Path) -> Callable[[Iterable[np.ndarray], float], Path]:
    """Return what writes (512, 512, 3) BGR frames to a video of a rate in Hz."""
    def write(frames: Iterable[np.ndarray], rate: float) -> Path:
        path = tmp_path / 'film.avi'
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), rate, (512, 512))
        if not writer.isOpened():
            pytest.skip('this OpenCV writes no MJPG')
        for frame in frames:
            writer.write(frame)
        writer.release()
        return path
    return write
