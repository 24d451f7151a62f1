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

"""encode_compressed and back."""

from array import array
from types import SimpleNamespace

import cv2
from fer_ros.codec import decode_compressed, encode_compressed
from fer_ros.values.errors import ImageError
import numpy as np
import pytest


@pytest.mark.parametrize(('kind', 'name', 'tolerance'), [
    ('jpeg', 'jpeg', 3), ('jpg', 'jpeg', 3), ('png', 'png', 0)])
def test_round_trip(kind, name, tolerance, astronaut):
    fields = encode_compressed(astronaut, kind)
    assert fields['format'] == f'bgr8; {name} compressed bgr8'
    assert isinstance(fields['data'], array)
    assert fields['data'].typecode == 'B'
    image = decode_compressed(SimpleNamespace(**fields))
    assert cv2.absdiff(image, astronaut).mean() <= tolerance


def test_better_quality_is_nearer_and_larger(astronaut):
    sizes, differences = [], []
    for quality in (1, 50, 100):
        fields = encode_compressed(astronaut, quality=quality)
        sizes.append(len(fields['data']))
        image = decode_compressed(SimpleNamespace(**fields))
        differences.append(cv2.absdiff(image, astronaut).mean())
    assert sizes == sorted(sizes)
    assert differences == sorted(differences, reverse=True)


SMALL = np.zeros((4, 4, 3), np.uint8)


@pytest.mark.parametrize(('arguments', 'quoted'), [
    ((SMALL, 'webp'), ["'webp'", 'jpeg, jpg, png']),
    ((SMALL, 'jpeg', 0), ['[1, 100]', 'is 0']),
    ((SMALL, 'jpeg', 101), ['[1, 100]', 'is 101']),
    ((SMALL, 'jpeg', 'high'), ['[1, 100]', "'high'"]),
    ((SMALL, 'jpeg', 90.5), ['[1, 100]', '90.5']),
    ((SMALL, 'jpeg', True), ['[1, 100]', 'True']),
    ((SMALL[..., 0],), ['(4, 4)']),
    ((SMALL.astype(float),), ['float64']),
    ((SMALL[:0],), ['(0, 4, 3)']),
    ((np.zeros((1, 70000, 3), np.uint8),), ['(1, 70000, 3)']),  # JPEG: 65535 at most
])
def test_encode_rejects_invalid_input(arguments, quoted):
    with pytest.raises(ImageError) as caught:
        encode_compressed(*arguments)
    for text in quoted:
        assert text in str(caught.value)
