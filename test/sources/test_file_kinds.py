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

"""What a file holds, by its content."""

from pathlib import Path

import cv2
from fer_ros.sources.file_kinds import (ANIMATION, file_kind, FileKind, HEIF, OTHER, PHOTO, TEXT,
                                        UNSUPPORTED_PHOTO, VIDEO)
import numpy as np
import pytest


def kind(path: Path, content: bytes) -> FileKind:
    """Return the kind of a file with that content."""
    path.write_bytes(content)
    return file_kind(path)


def encoded(suffix: str, image: np.ndarray) -> bytes:
    """Return the image as a file's content, or skip."""
    try:
        return cv2.imencode(suffix, image)[1].tobytes()
    except cv2.error:
        pytest.skip(f'this OpenCV writes no {suffix}')


def box(*brands: bytes) -> bytes:
    """Return the head of an MP4 file or its like: a major brand, and compatible ones."""
    body = b'ftyp' + brands[0] + bytes(4) + b''.join(brands[1:])
    return (len(body) + 4).to_bytes(4, 'big') + body + bytes(100)


@pytest.mark.parametrize('suffix', ['.jpg', '.png', '.bmp', '.webp', '.tiff', '.ppm', '.pgm',
                                    '.jp2'])
@pytest.mark.parametrize('name', ['a', 'a.mp4', 'a.txt', 'a.JPG'])
def test_a_photo_by_any_name(tmp_path: Path, suffix: str, name: str):
    image = np.zeros((64, 72) if suffix == '.pgm' else (64, 72, 3), np.uint8)
    assert kind(tmp_path / name, encoded(suffix, image)).family == PHOTO


@pytest.mark.parametrize(('content', 'family', 'name'), [
    (box(b'heic', b'mif1', b'heic'), HEIF, 'HEIC'),
    (box(b'mif1', b'mif1', b'heic', b'miaf'), HEIF, 'HEIC'),
    (box(b'avif', b'mif1', b'miaf'), HEIF, 'AVIF'),
    (box(b'mif1', b'avif'), HEIF, 'AVIF'),
    (box(b'isom', b'isom', b'avc1'), VIDEO, 'MP4'),
    (box(b'qt  '), VIDEO, 'MP4'),
    (box(b'crx ', b'crx ', b'isom'), UNSUPPORTED_PHOTO, 'camera raw'),
    (b'\x1a\x45\xdf\xa3' + bytes(50), VIDEO, 'Matroska'),
    ((b'\x47' + bytes(187)) * 3, VIDEO, 'MPEG-TS'),
    (b'\xff\x0a' + bytes(9), UNSUPPORTED_PHOTO, 'JPEG XL'),
    (b'8BPS' + bytes(30), UNSUPPORTED_PHOTO, 'Photoshop'),
    (b'#EXTM3U\nclip.ts\n', VIDEO, 'playlist'),
    (b'a line\nanother: \xc3\xa4\n', TEXT, 'text'),
    (b'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', TEXT, 'git-lfs pointer'),
    (b'\n<!DOCTYPE html><html></html>', TEXT, 'web page'),
    (b'%PDF-1.7 ', OTHER, 'PDF'),
    (b'PK\x03\x04' + bytes(30), OTHER, 'archive'),
    (b'ID3\x04' + bytes(30), OTHER, 'sound'),
    (b'', OTHER, 'empty file'),
    (bytes(500), OTHER, 'unknown file'),
    (b'\x00\x05\x16\x07' + bytes(50), OTHER, 'unknown file')])
@pytest.mark.parametrize('suffix', ['', '.jpg', '.mp4', '.ts'])
def test_a_kind(tmp_path: Path, content: bytes, family: str, name: str, suffix: str):
    assert kind(tmp_path / f'a{suffix}', content) == FileKind(family, name)


def test_raw_photos_are_known_by_their_suffix(tmp_path: Path):
    """They are TIFF files with a small preview."""
    content = b'II*\0' + bytes(50)
    assert kind(tmp_path / 'a.tif', content).family == PHOTO
    assert kind(tmp_path / 'a.NEF', content) == FileKind(UNSUPPORTED_PHOTO, 'camera raw')


def test_animations(tmp_path: Path):
    if not hasattr(cv2, 'imencodeanimation'):
        pytest.skip('this OpenCV writes no animations')
    animation = cv2.Animation()
    animation.frames = [np.full((16, 16, 4), 90 * n, np.uint8) for n in range(3)]
    animation.durations = [100] * 3
    for suffix, family in (('.webp', ANIMATION), ('.gif', VIDEO), ('.png', VIDEO)):
        good, data = cv2.imencodeanimation(suffix, animation)
        assert good
        assert kind(tmp_path / 'moving', data.tobytes()).family == family
        good, data = cv2.imencode(suffix, animation.frames[0])
        assert kind(tmp_path / 'still', data.tobytes()).family == PHOTO
