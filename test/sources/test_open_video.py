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

"""Video files, cameras and streams."""

from pathlib import Path

import cv2
from fer_ros.sources import open_source
from fer_ros.values.errors import SourceError
import numpy as np
import pytest

FRAMES = 12


def write_video(path: Path, code: str, rate: float) -> Path:
    """Write a video whose frames get lighter, or skip where OpenCV cannot."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), rate, (64, 48))
    if not writer.isOpened():
        pytest.skip(f'this OpenCV writes no {code}')
    for number in range(FRAMES):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    return path


@pytest.mark.parametrize('name, code, rate', [
    ('film.avi', 'MJPG', 10.0), ('film.mp4', 'mp4v', 30.0)])
def test_a_video_file(tmp_path: Path, name: str, code: str, rate: float):
    source = open_source(str(write_video(tmp_path / name, code, rate)))
    assert source.name == 'film'
    assert source.rate == pytest.approx(rate)
    assert source.count == FRAMES
    assert not source.live and not source.stills
    frames = list(source.frames())
    assert len(frames) == FRAMES
    assert [frame.stamp for frame in frames] == pytest.approx(
        [number / rate for number in range(FRAMES)])
    for number, frame in enumerate(frames):
        assert (frame.image.shape, frame.image.dtype) == ((48, 64, 3), np.uint8)
        assert frame.name == ''
        assert frame.image.mean() == pytest.approx(20 * number, abs=6)


def test_a_video_begins_anew_each_time(tmp_path: Path):
    source = open_source(str(write_video(tmp_path / 'film.avi', 'MJPG', 25.0)))
    first = next(iter(source.frames()))
    again = list(source.frames())
    np.testing.assert_array_equal(first.image, again[0].image)
    assert len(again) == FRAMES


@pytest.mark.parametrize('name', ['film.mp4', 'film.avi', 'notes.pdf', 'film'])
@pytest.mark.parametrize('content', [b'', b'this is no video\n' * 100])
def test_what_is_no_video_is_quoted(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        list(open_source(str(path)).frames())
    assert f"'{path}'" in str(caught.value)


@pytest.mark.parametrize('address', ['9999', '/dev/video99', '/dev/nonsense', 'file:///gone.mp4',
                                     'nonsense://gone'])
def test_a_camera_or_stream_that_cannot_be_opened(address: str):
    with pytest.raises(SourceError) as caught:
        open_source(address)
    assert f"cannot open camera or stream '{address}'" in str(caught.value)


def test_a_live_source_tells_the_time_and_when_it_ends(tmp_path: Path):
    path = write_video(tmp_path / 'film.mp4', 'mp4v', 30.0)
    try:
        source = open_source(f'file://{path}')
    except SourceError:
        pytest.skip('this OpenCV opens no URL')
    assert source.live and not source.stills
    assert source.count is None
    assert source.rate == pytest.approx(30)
    assert not set(source.name) & set('/:. ')
    stamps = []
    with pytest.raises(SourceError, match='no more frames'):
        for frame in source.frames():
            assert frame.image.shape == (48, 64, 3)
            stamps.append(frame.stamp)
    assert len(stamps) == FRAMES
    assert stamps == sorted(stamps)
    assert stamps[0] > 1.6e9  # since 1970, not since the start
