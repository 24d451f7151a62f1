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

"""Photos, folders of photos, and what is neither."""

from pathlib import Path

import cv2
from fer_ros.sources import open_source, photos
from fer_ros.sources.photos import read_photo
from fer_ros.values.errors import SourceError
import numpy as np
import pytest


def picture(path: Path, value: int = 100, size: tuple[int, int] = (12, 16)) -> Path:
    """Write an image of one grey."""
    shape = size if path.suffix == '.pgm' else (*size, 3)
    good, data = cv2.imencode(path.suffix, np.full(shape, value, np.uint8))
    assert good
    path.write_bytes(data.tobytes())
    return path


def test_one_photo(tmp_path: Path):
    source = open_source(str(picture(tmp_path / 'portrait.png', 77)))
    assert (source.name, source.count, source.rate) == ('portrait', 1, None)
    assert source.stills and not source.live
    frame, = source.frames()
    assert frame.name == 'portrait.png'
    assert frame.stamp == 0.0
    assert (frame.image.shape, frame.image.dtype) == ((12, 16, 3), np.uint8)
    assert (frame.image == 77).all()


@pytest.mark.parametrize('suffix', [
    '.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff', '.ppm', '.pgm', '.JPG', '.Png'])
def test_every_kind_of_photo(tmp_path: Path, suffix: str):
    picture(tmp_path / f'portrait{suffix.lower()}').rename(tmp_path / f'portrait{suffix}')
    frame, = open_source(str(tmp_path / f'portrait{suffix}')).frames()
    assert frame.image.shape == (12, 16, 3)
    assert abs(int(frame.image[5, 5, 0]) - 100) <= 2


def test_a_grey_photo_has_three_channels(tmp_path: Path):
    path = tmp_path / 'grey.png'
    path.write_bytes(cv2.imencode('.png', np.full((4, 5), 9, np.uint8))[1].tobytes())
    frame, = open_source(str(path)).frames()
    assert frame.image.shape == (4, 5, 3)


def test_a_folder_is_read_in_order_of_names_and_the_rest_counted(tmp_path: Path):
    folder = tmp_path / 'holiday'
    folder.mkdir()
    for number, name in enumerate(('b.jpg', 'a.PNG', 'c.bmp')):
        picture(folder / name, 50 * number)
    (folder / 'notes.txt').write_text('no photo')
    (folder / 'sub').mkdir()
    picture(folder / 'sub' / 'd.jpg')
    source = open_source(str(folder))
    assert (source.name, source.count) == ('holiday', 3)
    frames = list(source.frames())
    assert [frame.name for frame in frames] == ['a.PNG', 'b.jpg', 'c.bmp']
    assert [frame.stamp for frame in frames] == [0.0, 1.0, 2.0]
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [50, 0, 100]
    assert [frame.name for frame in source.frames()] == ['a.PNG', 'b.jpg', 'c.bmp']


def test_a_name_that_is_not_ascii(tmp_path: Path):
    frame, = open_source(str(picture(tmp_path / 'Gesicht-ä 顔.png'))).frames()
    assert frame.name == 'Gesicht-ä 顔.png'


def test_the_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    picture(tmp_path / 'portrait.png')
    assert open_source('~/portrait.png').count == 1


@pytest.mark.parametrize('others', [(), ('notes.txt', 'film.mp4')])
def test_a_folder_without_photos(tmp_path: Path, others: tuple[str, ...]):
    for name in others:
        (tmp_path / name).touch()
    with pytest.raises(SourceError) as caught:
        open_source(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert 'it holds ' in str(caught.value)


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what is logged; caplog sees nothing where the package launch has been imported."""
    lines: list[str] = []
    monkeypatch.setattr(photos.log, 'error', lambda text, *values: lines.append(text % values))
    return lines


@pytest.mark.parametrize('content', [b'', b'no image at all', b'\xff\xd8\xff\xe0 and no more'])
def test_a_broken_photo_is_reported_and_passed_over(tmp_path: Path, content: bytes,
                                                    reported: list[str]):
    picture(tmp_path / 'a.jpg')
    (tmp_path / 'b.jpg').write_bytes(content)
    picture(tmp_path / 'c.jpg')
    frames = list(open_source(str(tmp_path)).frames())
    assert [(frame.name, frame.stamp) for frame in frames] == [('a.jpg', 0.0), ('c.jpg', 2.0)]
    assert [str(tmp_path / 'b.jpg') in line for line in reported] == [True]


def test_only_broken_photos_are_an_error(tmp_path: Path, reported: list[str]):
    for name in ('a.jpg', 'b.png'):
        (tmp_path / name).write_bytes(b'no image')
    source = open_source(str(tmp_path))
    with pytest.raises(SourceError) as caught:
        list(source.frames())
    assert 'none of the 2 photos' in str(caught.value)
    assert str(tmp_path / 'a.jpg') in str(caught.value)
    assert len(reported) == 2


def test_a_photo_that_vanished_is_no_image(tmp_path: Path):
    with pytest.raises(SourceError, match=r'gone\.jpg'):
        read_photo(tmp_path / 'gone.jpg')


@pytest.mark.parametrize('text', ['gone.jpg', 'gone.mp4', 'gone', 'Demo', '-1', '1.5', 'a/b c'])
def test_a_missing_path_says_what_a_source_may_be(tmp_path: Path, text: str,
                                                  monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught:
        open_source(text)
    assert f"no such source '{text}'" in str(caught.value)
    for kind in ('photo', 'folder', 'video file', 'camera', 'URL', 'demo'):
        assert kind in str(caught.value)


def test_a_text_is_no_video(tmp_path: Path):
    path = tmp_path / 'notes.txt'
    path.write_text('a line\n' * 100)
    with pytest.raises(SourceError) as caught:
        open_source(str(path))
    assert f"'{path}' is a text" in str(caught.value)
