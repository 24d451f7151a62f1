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

"""encode_image against bytes computed by hand, and back."""

from array import array
from types import SimpleNamespace

import cv2
from fer_ros.codec import decode_image, encode_image
import numpy as np
import pytest

# BGR (10, 20, 30) and (200, 100, 50); grey = 0.299 R + 0.587 G + 0.114 B: 21.85, 96.45
PIXELS = np.array([[(10, 20, 30), (200, 100, 50)]], np.uint8)
EXPECTED = {
    'bgr8': [10, 20, 30, 200, 100, 50],
    '8UC3': [10, 20, 30, 200, 100, 50],
    'rgb8': [30, 20, 10, 50, 100, 200],
    'bgra8': [10, 20, 30, 255, 200, 100, 50, 255],
    'rgba8': [30, 20, 10, 255, 50, 100, 200, 255],
    'mono8': [22, 96],
    '8UC1': [22, 96],
    'mono16': [22, 22, 96, 96],  # 22 * 257 = 0x1616
    '16UC1': [22, 22, 96, 96],
}
RED, BLUE = (81, 90, 240), (41, 240, 110)  # Y, U, V of BT.601
YUV = {
    'yuv422': [90, 81, 240, 81, 240, 41, 110, 41],
    'uyvy': [90, 81, 240, 81, 240, 41, 110, 41],
    'yuv422_yuy2': [81, 90, 81, 240, 41, 240, 41, 110],
    'yuyv': [81, 90, 81, 240, 41, 240, 41, 110],
}
NV = {'nv12': [90, 240, 240, 110], 'nv21': [240, 90, 110, 240]}
SUBSAMPLED = [*YUV, *NV]


def decoded(fields):
    return decode_image(SimpleNamespace(**fields))


@pytest.mark.parametrize('encoding', EXPECTED)
def test_packed(encoding):
    fields = encode_image(PIXELS, encoding)
    assert isinstance(fields['data'], array)
    assert fields['data'].typecode == 'B'
    assert fields == {'height': 1, 'width': 2, 'encoding': encoding, 'is_bigendian': 0,
                      'step': len(EXPECTED[encoding]), 'data': array('B', EXPECTED[encoding])}


@pytest.mark.parametrize('encoding', SUBSAMPLED)
def test_red_beside_blue(encoding):
    image = np.array([[(0, 0, 255)] * 2 + [(255, 0, 0)] * 2] * 2, np.uint8)
    fields = encode_image(image, encoding)
    if encoding in YUV:
        expected, step = YUV[encoding] * 2, 8
    else:
        expected, step = [81, 81, 41, 41] * 2 + NV[encoding], 4
    assert (fields['height'], fields['width'], fields['step']) == (2, 4, step)
    np.testing.assert_allclose(list(fields['data']), expected, atol=1)


@pytest.mark.parametrize('encoding', ['yuyv', 'uyvy'])
def test_422_keeps_the_chroma_of_every_row(encoding):
    image = np.array([[(0, 0, 255)] * 2, [(255, 0, 0)] * 2, [(0, 255, 0)] * 2], np.uint8)
    np.testing.assert_allclose(decoded(encode_image(image, encoding)).astype(int), image, atol=2)


@pytest.mark.parametrize('encoding', ['bgr8', '8UC3', 'rgb8', 'bgra8', 'rgba8'])
def test_round_trip_of_a_photo_is_exact(encoding, astronaut):
    np.testing.assert_array_equal(decoded(encode_image(astronaut, encoding)), astronaut)


@pytest.mark.parametrize('encoding', ['mono8', '8UC1', 'mono16', '16UC1'])
def test_round_trip_of_a_grey_photo_is_exact(encoding, astronaut):
    grey = cv2.cvtColor(astronaut, cv2.COLOR_BGR2GRAY)
    np.testing.assert_array_equal(decoded(encode_image(astronaut, encoding)),
                                  np.repeat(grey[..., None], 3, axis=2))


@pytest.mark.parametrize('encoding', SUBSAMPLED)
def test_round_trip_of_a_subsampled_photo_is_close(encoding, astronaut):
    difference = cv2.absdiff(decoded(encode_image(astronaut, encoding)), astronaut)
    assert difference.mean() < 4
    assert np.median(difference) <= 1


@pytest.mark.parametrize('encoding', [*EXPECTED, *SUBSAMPLED])
@pytest.mark.parametrize('view', ['mirrored', 'every other pixel', 'transposed'])
def test_views_of_an_image(encoding, view, astronaut):
    image = {'mirrored': astronaut[:, ::-1], 'every other pixel': astronaut[::2, ::2],
             'transposed': astronaut.transpose(1, 0, 2)}[view]
    assert encode_image(image, encoding) == encode_image(image.copy(), encoding)


def test_data_are_a_copy():
    image = PIXELS.copy()
    data = encode_image(image)['data']
    image[:] = 0
    assert data.tolist() == EXPECTED['bgr8']


@pytest.mark.parametrize('encoding', EXPECTED)
def test_without_a_copy_the_data_are_the_same(encoding):
    fields, copied = encode_image(PIXELS, encoding, copy=False), encode_image(PIXELS, encoding)
    assert fields.pop('data').tolist() == copied.pop('data').tolist()
    assert fields == copied


def test_without_a_copy_the_data_are_a_view():
    image = PIXELS.copy()
    assert np.shares_memory(encode_image(image, copy=False)['data'], image)
