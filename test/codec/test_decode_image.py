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

"""decode_image against pixels computed by hand, without the tables of the codec."""

from array import array
from itertools import pairwise
from types import SimpleNamespace

import cv2
from fer_ros.codec import decode_image, ENCODINGS
import numpy as np
import pytest


def image_message(encoding, width, height, data, step, is_bigendian=0):
    return SimpleNamespace(encoding=encoding, width=width, height=height, step=step,
                           is_bigendian=is_bigendian, data=data)


# Two pixels in a row: BGR (10, 20, 30) and (200, 100, 50); the second half-transparent.
PACKED = {
    'bgr8': ([10, 20, 30, 200, 100, 50], [(10, 20, 30), (200, 100, 50)]),
    '8UC3': ([10, 20, 30, 200, 100, 50], [(10, 20, 30), (200, 100, 50)]),
    'rgb8': ([30, 20, 10, 50, 100, 200], [(10, 20, 30), (200, 100, 50)]),
    'bgra8': ([10, 20, 30, 255, 200, 100, 50, 128], [(10, 20, 30), (200, 100, 50)]),
    'rgba8': ([30, 20, 10, 255, 50, 100, 200, 128], [(10, 20, 30), (200, 100, 50)]),
    'mono8': ([7, 250], [(7, 7, 7), (250, 250, 250)]),
    '8UC1': ([7, 250], [(7, 7, 7), (250, 250, 250)]),
    # 0x0507 = 1287 -> 1287 * 255 / 65535 = 5.008; 0xFE90 = 65168 -> 253.57 rounds up
    'mono16': ([0x07, 0x05, 0x90, 0xFE], [(5, 5, 5), (254, 254, 254)]),
    '16UC1': ([0x07, 0x05, 0x90, 0xFE], [(5, 5, 5), (254, 254, 254)]),
}

# (Y, U, V) of BT.601, 16..235 (ITU-R BT.601-7, table 3) and what they are as BGR
WHITE, BLACK = (235, 128, 128), (16, 128, 128)
YUV_COLOURS = [
    (WHITE, (255, 255, 255)),
    (BLACK, (0, 0, 0)),
    ((126, 128, 128), (128, 128, 128)),
    ((81, 90, 240), (0, 0, 255)),  # red
    ((145, 54, 34), (0, 255, 0)),  # green
    ((41, 240, 110), (255, 0, 0)),  # blue
]
# The bytes of two pixels that share a colour
YUV_422_ORDER = {
    'yuv422': lambda y, u, v: [u, y, v, y],
    'uyvy': lambda y, u, v: [u, y, v, y],
    'yuv422_yuy2': lambda y, u, v: [y, u, y, v],
    'yuyv': lambda y, u, v: [y, u, y, v],
}
# The colour filter's first two rows, two pixels each, as the names say
BAYER = {
    'bayer_rggb8': ('rg', 'gb'), 'bayer_bggr8': ('bg', 'gr'),
    'bayer_gbrg8': ('gb', 'rg'), 'bayer_grbg8': ('gr', 'bg'),
}


def test_every_encoding_has_a_case_here():
    assert set(ENCODINGS) == {*PACKED, *YUV_422_ORDER, *BAYER, 'nv12', 'nv21'}


@pytest.mark.parametrize('encoding', PACKED)
def test_packed_pixels(encoding):
    data, expected = PACKED[encoding]
    image = decode_image(image_message(encoding, 2, 1, bytes(data), len(data)))
    assert image.dtype == np.uint8
    assert image.tolist() == [[list(pixel) for pixel in expected]]


@pytest.mark.parametrize('encoding', PACKED)
@pytest.mark.parametrize('padding', [1, 2, 5])
def test_padding_is_skipped(encoding, padding):
    data, expected = PACKED[encoding]
    row = bytes(data) + b'\xEE' * padding
    image = decode_image(image_message(encoding, 2, 3, row * 3, len(row)))
    assert image.tolist() == [[list(pixel) for pixel in expected]] * 3


@pytest.mark.parametrize('encoding', ['mono16', '16UC1'])
@pytest.mark.parametrize('padding', [0, 3, 4])
def test_big_endian(encoding, padding):
    values = np.array([[0x0507, 0xFE90], [0x0000, 0xFFFF]], '>u2')
    data = b''.join(row.tobytes() + b'\xEE' * padding for row in values)
    image = decode_image(image_message(encoding, 2, 2, data, 4 + padding, is_bigendian=1))
    assert image[..., 0].tolist() == [[5, 254], [0, 255]]


def test_is_bigendian_means_nothing_for_bytes():
    data, expected = PACKED['rgb8']
    image = decode_image(image_message('rgb8', 2, 1, bytes(data), 6, is_bigendian=1))
    assert image.tolist() == [[list(pixel) for pixel in expected]]


def test_all_16_bit_values_are_scaled_and_rounded():
    values = np.arange(65536, dtype='<u2')
    image = decode_image(image_message('mono16', 256, 256, values.tobytes(), 512))
    np.testing.assert_array_equal(image[..., 0].ravel(),
                                  np.round(values.astype(np.float64) * 255 / 65535))


@pytest.mark.parametrize('encoding', YUV_422_ORDER)
@pytest.mark.parametrize('padding', [0, 4])
def test_yuv_422_colours(encoding, padding):
    order = YUV_422_ORDER[encoding]
    # Two colours side by side, so that a wrong order or offset cannot pass
    for (left, left_bgr), (right, right_bgr) in pairwise(YUV_COLOURS):
        row = bytes(order(*left) + order(*right)) + b'\xEE' * padding
        image = decode_image(image_message(encoding, 4, 2, row * 2, len(row)))
        assert image.shape == (2, 4, 3)
        np.testing.assert_allclose(
            image.astype(int), [[left_bgr, left_bgr, right_bgr, right_bgr]] * 2, atol=2)


@pytest.mark.parametrize('encoding', YUV_422_ORDER)
def test_yuv_422_luma_is_that_of_each_pixel(encoding):
    data = {'u': (128, 16, 128, 235), 'y': (16, 128, 235, 128)}[
        'u' if encoding in ('yuv422', 'uyvy') else 'y']
    image = decode_image(image_message(encoding, 2, 1, bytes(data), 4))
    assert image.tolist() == [[[0] * 3, [255] * 3]]


@pytest.mark.parametrize('encoding', ['nv12', 'nv21'])
@pytest.mark.parametrize('padding', [0, 2])
def test_nv_colours(encoding, padding):
    for (left, left_bgr), (right, right_bgr) in pairwise(YUV_COLOURS):
        luma = [left[0], left[0], right[0], right[0]]
        chroma = [*left[1:], *right[1:]]
        if encoding == 'nv21':
            chroma = [*left[:0:-1], *right[:0:-1]]
        rows = [luma, luma, chroma]
        data = b''.join(bytes(row) + b'\xEE' * padding for row in rows)
        image = decode_image(image_message(encoding, 4, 2, data, 4 + padding))
        assert image.shape == (2, 4, 3)
        np.testing.assert_allclose(
            image.astype(int), [[left_bgr, left_bgr, right_bgr, right_bgr]] * 2, atol=2)


@pytest.mark.parametrize('encoding', BAYER)
@pytest.mark.parametrize('bgr', [(250, 0, 0), (0, 250, 0), (0, 0, 250), (30, 90, 220)])
@pytest.mark.parametrize('padding', [0, 3])
def test_bayer_colours(encoding, bgr, padding):
    level = dict(zip('bgr', bgr, strict=True))
    rows = [bytes(level[colour] for colour in row) * 4 + b'\xEE' * padding
            for row in BAYER[encoding]]
    image = decode_image(image_message(encoding, 8, 6, b''.join(rows) * 3, 8 + padding))
    np.testing.assert_array_equal(image, np.broadcast_to(np.uint8(bgr), (6, 8, 3)))


@pytest.mark.parametrize('encoding', BAYER)
def test_bayer_photo(encoding, astronaut):
    mosaic = np.empty(astronaut.shape[:2], np.uint8)
    for row in range(2):
        for column in range(2):
            channel = 'bgr'.index(BAYER[encoding][row][column])
            mosaic[row::2, column::2] = astronaut[row::2, column::2, channel]
    height, width = mosaic.shape
    image = decode_image(image_message(encoding, width, height, mosaic.tobytes(), width))
    difference = cv2.absdiff(image, astronaut).mean(axis=(0, 1))
    assert (difference < 6).all(), difference  # with red and blue exchanged it is over 20


@pytest.mark.parametrize('step', [9, 16])
@pytest.mark.parametrize('encoding', ['bgr8', '8UC3'])
def test_bgr_is_a_view(encoding, step):
    data = np.arange(step * 2, dtype=np.uint8)
    image = decode_image(image_message(encoding, 3, 2, data, step))
    assert np.shares_memory(image, data)
    assert image.tolist() == [data[:9].reshape(3, 3).tolist(),
                              data[step:step + 9].reshape(3, 3).tolist()]
    # OpenCV takes the view as it is
    assert cv2.cvtColor(image, cv2.COLOR_BGR2RGB).tolist() == image[..., ::-1].tolist()


def _read_only(data):
    values = np.frombuffer(data, np.uint8).copy()
    values.flags.writeable = False
    return values


CONTAINERS = {
    'bytes': bytes, 'bytearray': bytearray, 'memoryview': memoryview,
    'array': lambda data: array('B', data), 'list': list, 'tuple': tuple,
    'numpy': lambda data: np.frombuffer(data, np.uint8).copy(), 'read-only numpy': _read_only,
    'strided numpy': lambda data: np.repeat(np.frombuffer(data, np.uint8), 2)[::2],
    'int64 numpy': lambda data: np.array(list(data)),
}


@pytest.mark.parametrize('container', CONTAINERS)
@pytest.mark.parametrize('encoding', ['bgr8', 'rgb8', 'mono16', 'uyvy', 'nv12', 'bayer_rggb8'])
def test_any_container_and_it_is_left_alone(container, encoding):
    row_bytes = {'bgr8': 12, 'rgb8': 12, 'mono16': 8, 'uyvy': 8}.get(encoding, 4)
    rows = 6 if encoding == 'nv12' else 4
    content = bytes(range(50, 50 + row_bytes * rows))
    data = CONTAINERS[container](content)
    image = decode_image(image_message(encoding, 4, 4, data, row_bytes, is_bigendian=1))
    expected = decode_image(image_message(encoding, 4, 4, content, row_bytes, is_bigendian=1))
    assert image.shape == (4, 4, 3)
    assert image.tolist() == expected.tolist()
    after = data.astype(np.uint8).tobytes() if isinstance(data, np.ndarray) else bytes(data)
    assert after == content


@pytest.mark.parametrize(('encoding', 'data'), [
    ('bgr8', [1, 2, 3]), ('mono8', [9]), ('mono16', [0, 9])])
def test_one_pixel(encoding, data):
    assert decode_image(image_message(encoding, 1, 1, bytes(data), len(data))).shape == (1, 1, 3)
