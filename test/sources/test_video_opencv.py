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

"""Video files where PyAV is not installed."""

from pathlib import Path
import sys

import cv2
from fer_ros.sources import open_source, video
from fer_ros.values.errors import SourceError
import numpy as np
import pytest

FRAMES = 12


@pytest.fixture(autouse=True)
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hide PyAV and return what is logged."""
    lines: list[str] = []
    monkeypatch.setitem(sys.modules, 'av', None)
    monkeypatch.setattr(video.log, 'warning', lambda text, *values: lines.append(text % values))
    return lines


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / 'film.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 10.0, (64, 48))
    if not writer.isOpened():
        pytest.skip('this OpenCV writes no MJPG')
    for number in range(FRAMES):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    return path


def test_a_video(film: Path, warnings: list[str]):
    source = open_source(str(film))
    assert (source.rate, source.count) == (10.0, FRAMES)
    assert [frame.stamp for frame in source.frames()] == pytest.approx(
        [number / 10 for number in range(FRAMES)])
    assert source.shortfall is None
    assert len(warnings) == 1 and 'av' in warnings[0] and 'pip install' in warnings[0]


def test_a_damaged_frame_is_told(film: Path):
    data = bytearray(film.read_bytes())
    starts = [at for at in range(len(data)) if data[at:at + 4] == b'00dc'][:FRAMES]
    data[starts[4] + 8:starts[5]] = bytes(starts[5] - starts[4] - 8)
    film.write_bytes(data)
    source = open_source(str(film))
    frames = list(source.frames())
    assert len(frames) == FRAMES - 1
    assert f'{FRAMES - 1} of the {FRAMES} frames' in str(source.shortfall)


def test_a_name_that_is_not_utf8(film: Path, tmp_path: Path):
    path = film.rename(tmp_path / 'caf\udce9.avi')
    with pytest.raises(SourceError, match=r'caf\\xe9\.avi.*must be UTF-8'):
        open_source(str(path))
