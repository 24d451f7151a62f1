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

"""What decode_image and encode_image reject, and the reasons in the errors."""

from array import array
from types import SimpleNamespace

from fer_ros.codec import decode_image, encode_image, ENCODINGS
from fer_ros.values.errors import FerRosError, ImageError
import numpy as np
import pytest


def image_message(encoding='bgr8', width=4, height=2, step=12, data=bytes(24)):
    return SimpleNamespace(encoding=encoding, width=width, height=height, step=step,
                           is_bigendian=0, data=data)


CASES = {
    'unknown encoding': ({'encoding': 'xyz99'}, ["'xyz99'", *ENCODINGS]),
    'empty encoding': ({'encoding': ''}, ["''", 'bgr8']),
    'depth image': ({'encoding': '32FC1'}, ["'32FC1'", 'bgr8']),
    'upper case': ({'encoding': 'BGR8'}, ["'BGR8'", "did you mean 'bgr8'"]),
    'typing error': ({'encoding': 'bayer_rgbg8'}, ["'bayer_rgbg8'", "did you mean 'bayer_"]),
    'too short': ({'data': bytes(23)}, ['24', '23']),
    'too long': ({'data': bytes(25)}, ['24', '25']),
    'empty': ({'data': b''}, ['24', ' 0']),
    'empty list': ({'data': []}, ['24', ' 0']),
    'no width': ({'width': 0}, ['0x2', '16384x16384']),
    'no height': ({'height': 0, 'data': b''}, ['4x0', '16384x16384']),
    'negative': ({'width': -4}, ['-4x2']),
    'absurd width': ({'width': 16385, 'step': 49155}, ['16385x2', '16384x16384']),
    'absurd height': ({'height': 4294967295}, ['4x4294967295', '16384x16384']),
    'largest size without data': ({'width': 16384, 'height': 16384, 'step': 49152},
                                  ['805306368', '24']),
    'step too small': ({'step': 11, 'data': bytes(22)}, ['12', '11']),
    'no step': ({'step': 0, 'data': b''}, ['12', ' 0']),
    'step in pixels': ({'encoding': 'mono16', 'step': 4, 'data': bytes(8)}, ['8', '4']),
    'absurd step': ({'step': 4294967295}, ['8589934590', '24']),
    'odd width of uyvy': ({'encoding': 'uyvy', 'width': 3, 'step': 6, 'data': bytes(12)},
                          ['uyvy', '3x2', 'multiple of 2']),
    'odd width of yuyv': ({'encoding': 'yuyv', 'width': 3, 'step': 6, 'data': bytes(12)},
                          ['yuyv', '3x2', 'multiple of 2']),
    'odd width of nv12': ({'encoding': 'nv12', 'width': 3, 'step': 3, 'data': bytes(9)},
                          ['nv12', '3x2', 'multiple of 2']),
    'odd height of nv12': ({'encoding': 'nv12', 'height': 3, 'step': 4, 'data': bytes(18)},
                           ['nv12', '4x3', 'multiple of 2']),
    'odd height of nv21': ({'encoding': 'nv21', 'height': 1, 'step': 4, 'data': bytes(6)},
                           ['nv21', '4x1', 'multiple of 2']),
    'nv12 without chroma': ({'encoding': 'nv12', 'step': 4, 'data': bytes(8)}, ['12', '8']),
    'bayer below its kernel': ({'encoding': 'bayer_rggb8', 'step': 4, 'data': bytes(8)},
                               ['bayer_rggb8', '3x3', '4x2']),
    'text': ({'data': 'x' * 24}, ['bytes', 'str']),
    'None': ({'data': None}, ['bytes', 'NoneType']),
    'list above 255': ({'data': [256] * 24}, ['bytes', 'list']),
    'list below 0': ({'data': [-1] * 24}, ['bytes', 'list']),
    'list of fractions': ({'data': [0.5] * 24}, ['bytes', 'list']),
    'ragged list': ({'data': [[1], [2, 3]]}, ['bytes', 'list']),
    'array of floats': ({'data': np.zeros(24)}, ['bytes', 'ndarray']),
    'strided memoryview': ({'data': memoryview(bytes(48))[::2]}, ['bytes', 'memoryview']),
}


@pytest.mark.parametrize('case', CASES)
def test_invalid_messages_are_rejected(case):
    fields, quoted = CASES[case]
    with pytest.raises(ImageError) as caught:
        decode_image(image_message(**fields))
    for text in quoted:
        assert text in str(caught.value)


def test_the_message_without_a_fault_is_accepted():
    assert decode_image(image_message()).shape == (2, 4, 3)


def test_no_hint_without_a_near_name():
    with pytest.raises(ImageError, match="'xyz99'; known: bgr8") as caught:
        decode_image(image_message(encoding='xyz99'))
    assert 'did you mean' not in str(caught.value)


def test_caught_as_the_package_s_own_and_as_value_error():
    assert issubclass(ImageError, FerRosError)
    assert issubclass(ImageError, ValueError)


GREY = np.zeros((2, 4, 3), np.uint8)
ENCODE_CASES = {
    'unknown encoding': (GREY, 'xyz99', ["'xyz99'", 'bgr8']),
    'bayer': (GREY, 'bayer_rggb8', ["'bayer_rggb8'", 'bgr8']),
    'grey': (GREY[..., 0], 'bgr8', ['(2, 4)', 'uint8']),
    'four channels': (np.zeros((2, 4, 4), np.uint8), 'bgr8', ['(2, 4, 4)']),
    'floats': (GREY.astype(float), 'bgr8', ['float64', 'uint8']),
    'a list': (GREY.tolist(), 'bgr8', ['list']),
    'None': (None, 'bgr8', ['NoneType']),
    'empty': (GREY[:0], 'bgr8', ['4x0']),
    'absurd width': (np.zeros((1, 16385, 3), np.uint8), 'bgr8', ['16385x1']),
    'odd width of yuyv': (GREY[:, :3], 'yuyv', ['3x2', 'multiple of 2']),
    'odd height of nv12': (GREY[:1], 'nv12', ['4x1', 'multiple of 2']),
}


@pytest.mark.parametrize('case', ENCODE_CASES)
def test_encode_rejects_invalid_input(case):
    image, encoding, quoted = ENCODE_CASES[case]
    with pytest.raises(ImageError) as caught:
        encode_image(image, encoding)
    for text in quoted:
        assert text in str(caught.value)


def test_data_of_another_item_size_counts_bytes():
    data = array('H', [0x0201] * 12)
    assert decode_image(image_message(data=data)).ravel().tolist() == [1, 2] * 12
