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

"""Annotated videos, through PyAV and through OpenCV."""

from fractions import Fraction
from pathlib import Path
import sys

import cv2
from fer_ros.outputs import video
from fer_ros.outputs.video import create_video
from fer_ros.sources import open_source
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

from videos import steady, write_video

IMAGE = np.full((24, 32, 3), (10, 120, 120), np.uint8)


@pytest.fixture(params=['av', 'opencv'])
def writer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what writes: PyAV, or OpenCV where PyAV is not installed."""
    monkeypatch.setattr(video.log, 'warning', lambda *_: None)
    if request.param == 'av':
        pytest.importorskip('av')
    else:
        monkeypatch.setitem(sys.modules, 'av', None)
    return request.param


def read_video(path: Path) -> list[np.ndarray]:
    """Return the frames of a video."""
    capture, frames = cv2.VideoCapture(str(path)), []
    while True:
        good, frame = capture.read()
        if not good:
            capture.release()
            return frames
        frames.append(frame)


def test_changing_sizes(tmp_path: Path, writer: str):
    path = tmp_path / 'drawn ä.mp4'
    sizes = [(48, 64), (96, 128), (10, 10), (48, 64), (49, 65)]
    file = create_video(path, 15.0)
    for number, size in enumerate(sizes):
        file.write(np.full((*size, 3), 40 * number + 20, np.uint8), number / 15)
    file.close()
    frames = read_video(path)
    assert [frame.shape for frame in frames] == [(48, 64, 3)] * len(sizes)
    for number, frame in enumerate(frames):
        assert frame.mean() == pytest.approx(40 * number + 20, abs=8)


def test_without_frames_there_is_no_file(tmp_path: Path, writer: str):
    file = create_video(tmp_path / 'drawn.mp4', 15.0)
    file.close()
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist(tmp_path: Path, writer: str):
    path = tmp_path / 'gone' / 'drawn.mp4'
    with pytest.raises(FerRosError) as caught:
        create_video(path, 15.0).write(IMAGE, 0.0)
    assert f"cannot write the video '{path}'" in str(caught.value)


def test_opencv_repeats_frames_to_keep_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, 'av', None)
    monkeypatch.setattr(video.log, 'warning', lambda *_: None)
    file = create_video(tmp_path / 'a.mp4', 10.0)
    for stamp in (1000.0, 1000.1, 1000.5):
        file.write(IMAGE, stamp)
    file.close()
    assert len(read_video(tmp_path / 'a.mp4')) == 6


@pytest.mark.parametrize(('size', 'codec'), [
    ((64, 48), 'h264'), ((65, 48), 'vp9'), ((64, 47), 'vp9'), ((2, 2), 'h264'), ((3, 1), 'vp9')])
def test_sizes_and_what_browsers_play(tmp_path: Path, size: tuple[int, int], codec: str):
    av = pytest.importorskip('av')
    file = create_video(tmp_path / 'a.mp4', 10.0)
    for number in range(3):
        file.write(np.full((size[1], size[0], 3), 90, np.uint8), number / 10)
    file.close()
    with av.open(str(tmp_path / 'a.mp4')) as container:
        stream = container.streams.video[0]
        assert codec in stream.codec_context.name
        assert (stream.width, stream.height) == size
        assert stream.codec_context.pix_fmt == 'yuv420p'


@pytest.mark.parametrize('start', [0.0, 1.7e9])
def test_the_times_of_the_frames(tmp_path: Path, start: float):
    pytest.importorskip('av')
    stamps = [0.0, 0.1, 0.5, 2.0, 2.033, 60.0]
    file = create_video(tmp_path / 'a.mp4')
    for stamp in stamps:
        file.write(IMAGE, start + stamp)
    file.close()
    frames = open_source(str(tmp_path / 'a.mp4')).frames()
    assert [frame.stamp for frame in frames] == pytest.approx(stamps, abs=1e-3)


def test_pixels_that_are_not_square(tmp_path: Path):
    """As of a DVD: the annotated video is shown as wide as the video."""
    pytest.importorskip('av')
    file = create_video(tmp_path / 'a.mp4', 10.0, pixel_aspect=Fraction(16, 11))
    file.write(IMAGE, 0.0)
    file.close()
    source = open_source(str(tmp_path / 'a.mp4'))
    assert source.pixel_aspect == Fraction(16, 11)
    frame, = source.frames()
    assert frame.image.shape == IMAGE.shape


def test_stamps_that_stand_still(tmp_path: Path):
    pytest.importorskip('av')
    file = create_video(tmp_path / 'a.mp4')
    for stamp in (5.0, 5.0, 4.0, 5.1):
        file.write(IMAGE, stamp)
    file.close()
    assert len(list(open_source(str(tmp_path / 'a.mp4')).frames())) == 4


@pytest.mark.parametrize(('name', 'sound', 'kept'), [
    ('a.mp4', 'aac', 'aac'), ('a.avi', 'pcm_s16le', 'aac'), ('a.mkv', 'libopus', 'opus'),
    ('a.mkv', 'flac', 'flac'), ('a.ts', 'mp2', 'aac')])
@pytest.mark.parametrize('whole', [True, False])
def test_the_sound(tmp_path: Path, name: str, sound: str, kept: str, whole: bool):
    av = pytest.importorskip('av')
    codec = 'mjpeg' if name == 'a.avi' else 'libx264'
    path = write_video(tmp_path / name, steady(20), codec=codec, sound=sound)
    source = open_source(str(path))
    file = create_video(tmp_path / 'out.mp4', source.rate, source.sound())
    for number, frame in enumerate(source.frames()):
        if whole or number < 10:
            file.write(frame.image, frame.stamp)
    file.close(whole)
    with av.open(str(tmp_path / 'out.mp4')) as container:
        audio = container.streams.audio[0]
        assert kept in audio.codec_context.name
        frames = list(container.decode(audio))
    end = float((frames[-1].pts + frames[-1].samples) * frames[-1].time_base)
    assert end == pytest.approx(2.0 if whole else 1.0, abs=0.15)
    loudness = np.concatenate([frame.to_ndarray().ravel() for frame in frames]).astype(float)
    assert loudness.std() > 0.1 * np.abs(loudness).max() > 0


def test_a_video_without_sound_has_none(tmp_path: Path):
    pytest.importorskip('av')
    assert open_source(str(write_video(tmp_path / 'a.mp4', steady(3)))).sound() is None
