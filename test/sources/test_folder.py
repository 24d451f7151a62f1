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

"""Folders: what is read, and what is counted."""

import os
from pathlib import Path

import cv2
from fer_ros.sources import count_text, open_source
from fer_ros.values.errors import SourceError
import numpy as np
import pytest

JPEG = cv2.imencode('.jpg', np.full((16, 16, 3), 90, np.uint8))[1].tobytes()


def names(source) -> list[str]:
    """Return the names of the frames."""
    return [frame.name for frame in source.frames()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / 'holiday'
    for name in ('a.jpg', 'b.jfif', 'c.jpe', 'd.JPG', 'no suffix', 'day2/e.jpg', 'day2/x/f.jpg'):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(JPEG)
    (folder / 'film.mp4').write_bytes(b'\0\0\0\x18ftypisom' + bytes(60))
    (folder / 'notes').write_text('no photo')
    (folder / 'empty').touch()
    os.mkfifo(folder / 'pipe')
    (folder / 'gone.jpg').symlink_to('nowhere')
    return folder


def test_what_is_not_read_is_counted(folder: Path):
    source = open_source(str(folder))
    assert names(source) == ['a.jpg', 'b.jfif', 'c.jpe', 'd.JPG', 'no suffix']
    assert source.skipped == {
        'video (run it alone)': 1, 'text': 1, 'empty file': 1, 'pipe': 1, 'broken link': 1,
        'folder (--recursive reads it)': 1}


def test_recursive(folder: Path):
    (folder / 'day2' / 'back').symlink_to(folder)
    source = open_source(str(folder), recursive=True)
    assert names(source) == ['a.jpg', 'b.jfif', 'c.jpe', 'd.JPG', 'day2/e.jpg', 'day2/x/f.jpg',
                             'no suffix']
    assert not any('folder' in kind for kind in source.skipped)


def test_a_folder_of_results_is_left_out(folder: Path):
    (folder / 'annotated').mkdir()
    (folder / 'annotated' / 'a.jpg').write_bytes(JPEG)
    source = open_source(str(folder), recursive=True, without=folder / 'annotated')
    assert 'annotated/a.jpg' not in names(source)
    assert source.skipped['folder with results'] == 1
    assert 'annotated/a.jpg' in names(open_source(str(folder), recursive=True))


def test_a_name_that_is_not_utf8(folder: Path):
    (folder / 'caf\udce9.jpg').write_bytes(JPEG)
    assert 'caf\udce9.jpg' in names(open_source(str(folder)))


def test_a_folder_without_photos_says_what_it_holds(tmp_path: Path):
    (tmp_path / 'film.mp4').write_bytes(b'\0\0\0\x18ftypisom' + bytes(60))
    with pytest.raises(SourceError, match=r'no photos in folder .*; it holds 1 video'):
        open_source(str(tmp_path))


def test_a_special_file_is_named(folder: Path):
    with pytest.raises(SourceError, match='is a pipe, not a file'):
        open_source(str(folder / 'pipe'))


def test_counts_as_words():
    from collections import Counter
    assert count_text(Counter({'text': 2, 'video (run it alone)': 1, 'damaged frame': 3,
                               'gone': 0})) == '3 damaged frames, 2 texts, 1 video (run it alone)'
    assert count_text(Counter({'folder with results': 2, 'damaged stretch of the file': 2})) == (
        '2 damaged stretches of the file, 2 folders with results')
