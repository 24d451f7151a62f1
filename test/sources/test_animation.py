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

"""Animated WebP."""

from pathlib import Path

import cv2
from fer_ros.sources import animation, open_source
from fer_ros.values.errors import SourceError
import numpy as np
import pytest


@pytest.fixture
def webp(tmp_path: Path) -> Path:
    if not hasattr(cv2, 'imencodeanimation'):
        pytest.skip('this OpenCV writes no animations')
    moving = cv2.Animation()
    moving.frames = [np.full((16, 24, 4), (9 * n, 9 * n, 9 * n, 255), np.uint8)
                     for n in range(7)]
    moving.durations = [100, 200, 100, 100, 400, 100, 100]
    path = tmp_path / 'a.webp'
    path.write_bytes(cv2.imencodeanimation('.webp', moving)[1].tobytes())
    return path


@pytest.mark.parametrize('chunk', [64, 3, 7])
def test_its_frames_have_its_times(webp: Path, monkeypatch: pytest.MonkeyPatch, chunk: int):
    monkeypatch.setattr(animation, '_CHUNK', chunk)
    source = open_source(str(webp))
    frames = list(source.frames())
    assert not source.stills
    assert [frame.stamp for frame in frames] == pytest.approx([0, 0.1, 0.3, 0.4, 0.5, 0.9, 1.0])
    assert [frame.image.shape for frame in frames] == [(16, 24, 3)] * 7
    assert [frame.image.mean() for frame in frames] == pytest.approx(
        [9 * n for n in range(7)], abs=3)


def test_an_opencv_without_animations(webp: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(cv2, 'imdecodeanimation')
    with pytest.raises(SourceError, match=r'a\.webp.*OpenCV 4\.12'):
        open_source(str(webp))
