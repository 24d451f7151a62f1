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

"""decode_compressed: the formats of drivers, and what is rejected."""

from array import array
import struct
from types import SimpleNamespace
import zlib

import cv2
from fer_ros.codec import decode_compressed
from fer_ros.values.errors import ImageError
import numpy as np
import pytest


def compressed(data, kind='jpeg'):
    return SimpleNamespace(format=kind, data=data)


def written(image, suffix='.png', options=()):
    good, data = cv2.imencode(suffix, image, list(options))
    assert good
    return data.tobytes()


def chunk(name, content):
    return struct.pack('>I', len(content)) + name + content + struct.pack(
        '>I', zlib.crc32(name + content))


def png_header(width, height):
    """Return a PNG of one colour that claims a size and holds next to nothing."""
    return (b'\x89PNG\r\n\x1a\n'
            + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(bytes(1000))) + chunk(b'IEND', b''))


def resized_jpeg(image, width, height):
    """Return a JPEG whose frame header (SOF0, ITU T.81 B.2.2) claims another size."""
    data = bytearray(written(image, '.jpg'))
    start = data.index(b'\xff\xc0')
    data[start + 5:start + 9] = struct.pack('>HH', height, width)
    return bytes(data)


@pytest.fixture(scope='module')
def jpeg(astronaut):
    return written(astronaut, '.jpg', [cv2.IMWRITE_JPEG_QUALITY, 90])


@pytest.fixture(scope='module')
def png(astronaut):
    return written(astronaut)


# Format fields met in drivers and image_transport; content of the other kind must not matter.
FORMATS = ['jpeg', 'jpg', 'png', 'bgr8; jpeg compressed bgr8', 'rgb8; jpeg compressed bgr8',
           'mono8; png compressed', 'rgb8; png compressed bgr8', 'JPEG', '']


@pytest.mark.parametrize('kind', FORMATS)
def test_the_content_decides(kind, astronaut, jpeg, png):
    np.testing.assert_array_equal(decode_compressed(compressed(png, kind)), astronaut)
    image = decode_compressed(compressed(jpeg, kind))
    assert image.dtype == np.uint8
    assert cv2.absdiff(image, astronaut).mean() < 3


@pytest.mark.parametrize('options', [
    [cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_OPTIMIZE, 1],
    [cv2.IMWRITE_JPEG_RST_INTERVAL, 4]])
def test_kinds_of_jpeg(options, astronaut):
    data = written(astronaut, '.jpg', options)
    assert cv2.absdiff(decode_compressed(compressed(data)), astronaut).mean() < 3


def test_jpeg_with_segments_and_fill_bytes_before_its_header(jpeg, astronaut):
    comment = b'\xff\xfe' + struct.pack('>H', 2 + 9) + b'\xff\xc0\x00\x0b..rub'
    exif = b'\xff\xff\xff\xe1' + struct.pack('>H', 2 + 6) + b'Exif\0\0'
    data = jpeg[:2] + comment + exif + jpeg[2:]
    assert cv2.absdiff(decode_compressed(compressed(data)), astronaut).mean() < 3


def test_bytes_after_the_end_do_no_harm(jpeg, png):
    for data in (jpeg, png):
        np.testing.assert_array_equal(decode_compressed(compressed(data + bytes(64))),
                                      decode_compressed(compressed(data)))


def test_grey_jpeg_and_png(astronaut):
    grey = cv2.cvtColor(astronaut, cv2.COLOR_BGR2GRAY)
    image = decode_compressed(compressed(written(grey), 'mono8; png compressed'))
    np.testing.assert_array_equal(image, np.repeat(grey[..., None], 3, axis=2))
    image = decode_compressed(compressed(written(grey, '.jpg'), 'mono8; jpeg compressed'))
    assert image.shape == astronaut.shape
    assert cv2.absdiff(image[..., 0], grey).mean() < 3


def test_png_of_16_bits_is_scaled_as_a_raw_image():
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    image = decode_compressed(compressed(written(values), '16UC1; png compressed '))
    assert image.dtype == np.uint8
    expected = np.round(values.astype(np.float64) * 255 / 65535)
    np.testing.assert_array_equal(image, np.repeat(expected[..., None], 3, axis=2))


def test_png_with_alpha_and_with_colour_of_16_bits(astronaut):
    alpha = np.full((*astronaut.shape[:2], 1), 128, np.uint8)
    image = decode_compressed(compressed(written(np.dstack([astronaut, alpha]))))
    np.testing.assert_array_equal(image, astronaut)
    image = decode_compressed(compressed(written(astronaut.astype(np.uint16) * 257)))
    np.testing.assert_array_equal(image, astronaut)


@pytest.mark.parametrize('container', [
    bytes, bytearray, memoryview, list, lambda data: array('B', data),
    lambda data: np.frombuffer(data, np.uint8)])
def test_any_container(container, astronaut, png):
    data = container(png)
    np.testing.assert_array_equal(decode_compressed(compressed(data)), astronaut)
    assert bytes(data) == png


ALLOWED = 'JPEG or PNG'
BROKEN = {
    'empty': (lambda jpeg, png: b'', [ALLOWED, '0 bytes', 'nothing']),
    'rubbish': (lambda jpeg, png: b'\x01\x02rubbish', [ALLOWED, "'jpeg'", '01 02']),
    'raw pixels': (lambda jpeg, png: bytes(300), [ALLOWED, '300 bytes', '00 00']),
    'gif': (lambda jpeg, png: b'GIF89a' + bytes(50), [ALLOWED, '47 49 46']),
    # compressedDepth puts 12 bytes of its own before the PNG
    'compressedDepth': (lambda jpeg, png: bytes(12) + png, [ALLOWED, '00 00']),
    'jpeg, 3 bytes': (lambda jpeg, png: jpeg[:3], ['0x0', 'broken']),
    'jpeg without a frame': (lambda jpeg, png: jpeg[:100], ['0x0', 'broken']),
    'jpeg without pixels': (lambda jpeg, png: jpeg[:700], ['700 bytes', '512x512', 'broken']),
    'half a jpeg': (lambda jpeg, png: jpeg[:len(jpeg) // 2], ['512x512', 'broken']),
    'most of a jpeg': (lambda jpeg, png: jpeg[:-len(jpeg) // 50], ['512x512', 'broken']),
    'jpeg without its last marker': (lambda jpeg, png: jpeg[:-2], ['512x512', 'the end']),
    'half a jpeg with a whole one as thumbnail': (
        lambda jpeg, png: (jpeg[:2] + b'\xff\xe1\0\x08' + b'\xff\xd8..\xff\xd9'
                           + jpeg[2:len(jpeg) // 2]), ['512x512', 'the end']),
    'jpeg, scan before frame': (
        lambda jpeg, png: jpeg[:2] + b'\xff\xda\0\x02' + jpeg[2:], ['0x0', 'broken']),
    'jpeg, marker without length': (
        lambda jpeg, png: jpeg[:2] + b'\xff\x01\0\x02' + jpeg[2:], ['0x0', 'broken']),
    'jpeg, segment of length 0': (
        lambda jpeg, png: jpeg[:2] + b'\xff\xfe\0\0' + jpeg[2:], ['0x0', 'broken']),
    'png, signature alone': (lambda jpeg, png: png[:8], ['0x0', 'broken']),
    'png, header alone': (lambda jpeg, png: png[:33], ['33 bytes', '512x512', 'broken']),
    'half a png': (lambda jpeg, png: png[:len(png) // 2], ['512x512', 'broken']),
    'png with a wrong first chunk': (
        lambda jpeg, png: png[:12] + b'XXXX' + png[16:], ['512x512', 'broken']),
    'no bytes at all': (lambda jpeg, png: None, ['bytes', 'NoneType']),
    'text': (lambda jpeg, png: 'jpeg', ['bytes', 'str']),
}


@pytest.mark.parametrize('case', BROKEN)
def test_broken(case, jpeg, png):
    make, quoted = BROKEN[case]
    with pytest.raises(ImageError) as caught:
        decode_compressed(compressed(make(jpeg, png)))
    for text in quoted:
        assert text in str(caught.value)


@pytest.mark.parametrize(('width', 'height'), [
    (8193, 8192), (65535, 65535), (16385, 1), (1, 16385), (0, 10), (10, 0)])
@pytest.mark.parametrize('kind', ['jpeg', 'png'])
def test_absurd_sizes_are_rejected_before_decoding(kind, width, height, astronaut, monkeypatch):
    data = (png_header(width, height) if kind == 'png'
            else resized_jpeg(astronaut, width, height))
    monkeypatch.setattr(cv2, 'imdecode', lambda *args: pytest.fail('decoded'))
    with pytest.raises(ImageError, match=f'{8192 * 8192} pixels.* {width}x{height}'):
        decode_compressed(compressed(data))


def test_bomb_of_the_largest_png():
    with pytest.raises(ImageError, match=f'{2**31 - 1}x{2**31 - 1}'):
        decode_compressed(compressed(png_header(2**31 - 1, 2**31 - 1)))


@pytest.mark.parametrize('name', [b'IHDR', b'IDAT', b'IEND'])
@pytest.mark.parametrize('length', [1_000_000, 2**31 - 1, 2**32 - 1])
def test_png_chunk_beyond_the_data_is_rejected_before_decoding(name, length, png, monkeypatch):
    start = png.index(name) - 4
    data = png[:start] + struct.pack('>I', length) + png[start + 4:]
    monkeypatch.setattr(cv2, 'imdecode', lambda *args: pytest.fail('decoded'))
    with pytest.raises(ImageError, match=r'512x512.* the end of the PNG is missing'):
        decode_compressed(compressed(data))


def test_error_of_opencv_does_not_escape(png, monkeypatch):
    def fail(*args):
        raise cv2.error('out of memory')

    monkeypatch.setattr(cv2, 'imdecode', fail)
    with pytest.raises(ImageError, match='out of memory'):
        decode_compressed(compressed(png))


def test_no_damage_raises_anything_else(astronaut):
    generator = np.random.default_rng(7)
    small = cv2.resize(astronaut, (48, 48))
    outcomes = set()
    for suffix in ('.jpg', '.png'):
        whole = np.frombuffer(written(small, suffix), np.uint8)
        for _ in range(150):
            data = whole.copy()
            places = generator.integers(0, len(data), 3)
            data[places] = generator.integers(0, 256, 3)
            try:
                image = decode_compressed(compressed(data))
                assert image.ndim == 3
                outcomes.add('decoded')
            except ImageError:
                outcomes.add('rejected')
    assert outcomes == {'decoded', 'rejected'}
