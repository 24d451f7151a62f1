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

"""Video files through PyAV: times, damage, early ends, turned frames."""

from pathlib import Path

from fer_ros.sources import open_source
from fer_ros.values.errors import SourceError
import numpy as np
import pytest

av = pytest.importorskip('av')

from videos import steady, write_video  # noqa: E402, I100


def read(path: Path):
    """Return the source, and its frames."""
    source = open_source(str(path))
    return source, list(source.frames())


@pytest.mark.parametrize('name', ['a.mp4', 'a.mkv', 'a.ts', 'a.flv', 'a.mov', 'a.webm', 'a.avi',
                                  'a.gif'])
def test_every_container(tmp_path: Path, name: str):
    codec = {'.webm': 'libvpx-vp9', '.avi': 'mjpeg', '.gif': 'mjpeg'}.get(
        Path(name).suffix, 'libx264')
    if name == 'a.gif':
        import cv2
        if not cv2.haveImageWriter('a.gif'):
            pytest.skip('this OpenCV writes no GIF')
        animation = cv2.Animation()
        animation.frames = [np.full((48, 64, 4), 9 * n, np.uint8) for n in range(12)]
        animation.durations = [100] * 12
        cv2.imwriteanimation(str(tmp_path / name), animation)
    else:
        write_video(tmp_path / name, steady(12), codec=codec)
    source, frames = read(tmp_path / name)
    # A transport stream begins when its clock says so.
    start = frames[0].stamp
    assert 0 <= start < 0.2
    assert [frame.stamp - start for frame in frames] == pytest.approx(steady(12), abs=2e-3)
    assert not source.skipped and source.shortfall is None
    assert source.paths == (tmp_path / name,)
    assert frames[0].image.shape == (48, 64, 3)


def test_a_variable_rate(tmp_path: Path):
    stamps = [0.0, 0.1, 0.5, 0.6, 3.0, 63.0, 63.04]
    _, frames = read(write_video(tmp_path / 'a.mp4', stamps))
    assert [frame.stamp for frame in frames] == pytest.approx(stamps, abs=1e-3)
    assert frames[3].image.mean() == pytest.approx(30, abs=3)


@pytest.mark.parametrize('name', ['holiday', 'a.jpg', 'a.txt', 'a.ts', 'a.tar.gz', 'http:x',
                                  'ä 顔', 'caf\udce9.mp4', '%03d.png', 'concat:a|b'])
def test_the_content_decides_and_not_the_name(tmp_path: Path, name: str,
                                              monkeypatch: pytest.MonkeyPatch):
    write_video(tmp_path / 'a.mp4', steady(3)).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(read(Path(name))[1]) == 3


def test_a_damaged_frame_is_skipped_and_counted(tmp_path: Path):
    path = write_video(tmp_path / 'a.avi', steady(12), codec='mjpeg')
    data = bytearray(path.read_bytes())
    first = data.find(b'movi')
    starts = [at for at in range(first, len(data)) if data[at:at + 4] == b'00dc'][:12]
    data[starts[4] + 8:starts[5]] = bytes(starts[5] - starts[4] - 8)
    path.write_bytes(data)
    source, frames = read(path)
    assert [frame.stamp for frame in frames] == pytest.approx(
        [stamp for number, stamp in enumerate(steady(12)) if number != 4])
    assert source.skipped == {'damaged frame': 1}
    assert source.shortfall is None


@pytest.mark.parametrize(('name', 'options'), [
    ('a.mp4', {'movflags': 'faststart'}), ('a.mp4', {'movflags': 'frag_keyframe+empty_moov'}),
    ('a.mkv', {}), ('a.flv', {}), ('a.avi', {})])
def test_a_file_that_was_cut_off(tmp_path: Path, name: str, options: dict[str, str]):
    codec = 'mjpeg' if name == 'a.avi' else 'libx264'
    path = write_video(tmp_path / name, steady(60), codec=codec, size=(320, 240), sound='aac',
                       **options)
    whole, frames = read(path)
    assert (len(frames), whole.shortfall) == (60, None)
    path.write_bytes(path.read_bytes()[:path.stat().st_size * 6 // 10])
    source, rest = read(path)
    assert 0 < len(rest) < 60
    # Of the last frames some lack those that they were made from.
    assert {frame.stamp for frame in rest} < {frame.stamp for frame in frames}
    assert [frame.stamp for frame in rest[:-8]] == [f.stamp for f in frames[:len(rest) - 8]]
    assert source.shortfall is not None and 'cut off' in source.shortfall


def test_a_recording_without_its_index(tmp_path: Path):
    path = write_video(tmp_path / 'a.mp4', steady(20))
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
    with pytest.raises(SourceError, match='cut off; its index'):
        open_source(str(path))


def test_sound_that_lasts_longer_is_no_early_end(tmp_path: Path):
    path = tmp_path / 'a.mkv'
    with av.open(str(path), 'w') as container:
        video = container.add_stream('libx264', rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, 'yuv420p'
        audio = container.add_stream('aac', rate=16_000, layout='mono')
        for _ in range(5):
            container.mux(video.encode(av.VideoFrame.from_ndarray(
                np.zeros((48, 64, 3), np.uint8), format='bgr24')))
        container.mux(video.encode())
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 48_000), np.int16), 's16', 'mono')
        samples.sample_rate, samples.pts = 16_000, 0
        container.mux(audio.encode(samples))
        container.mux(audio.encode())
    source, frames = read(path)
    assert (len(frames), source.shortfall) == (5, None)


def test_joined_recordings(tmp_path: Path):
    """The clock of the second one begins again."""
    data = write_video(tmp_path / 'a.ts', steady(10)).read_bytes()
    (tmp_path / 'both.ts').write_bytes(data + data)
    _, frames = read(tmp_path / 'both.ts')
    assert len(frames) == 20
    assert np.diff([frame.stamp for frame in frames]).max() < 0.3
    assert np.diff([frame.stamp for frame in frames]).min() > 0


@pytest.mark.parametrize('degrees', [90, 180, 270])
def test_a_turned_phone(tmp_path: Path, degrees: int):
    path = tmp_path / 'a.mp4'
    image = np.zeros((48, 64, 3), np.uint8)
    image[:24, :32] = 250  # light at the top left of what is stored
    with av.open(str(path), 'w') as container:
        stream = container.add_stream('libx264', rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, 'yuv420p'
        stream.set_display_rotation(degrees)  # anticlockwise, by its documentation
        container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format='bgr24')))
        container.mux(stream.encode())
    _, (frame,) = read(path)
    expected = np.rot90(image, degrees // 90)
    assert frame.image.shape == expected.shape
    assert np.abs(frame.image.astype(int) - expected).mean() < 20


def test_only_sound(tmp_path: Path):
    path = tmp_path / 'a.mp4'
    with av.open(str(path), 'w') as container:
        audio = container.add_stream('aac', rate=16_000, layout='mono')
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), np.int16), 's16', 'mono')
        samples.sample_rate = 16_000
        container.mux(audio.encode(samples))
        container.mux(audio.encode())
    with pytest.raises(SourceError, match='holds no video'):
        open_source(str(path))


def test_a_reader_that_stops_early_closes_the_file(tmp_path: Path):
    source = open_source(str(write_video(tmp_path / 'a.mp4', steady(50))))
    frames = source.frames()
    assert next(frames).stamp == 0.0
    frames.close()
    assert source.shortfall is None
    assert len(list(source.frames())) == 50
