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

"""Cutting faces out, inside and outside of the image."""

from fer_ros.classifiers.cropping import crop_face
from fer_ros.values.errors import ImageError
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest


@pytest.fixture
def image():
    """Return an image of 60x40 pixels whose pixels hold their own column and row."""
    rows, columns = np.mgrid[:40, :60].astype(np.uint8)
    return np.stack([columns, rows, columns ^ rows], axis=2)


# box, margin -> left, top, side of the square
SQUARES = [
    ((10, 5, 20, 20), 0.0, (10, 5, 20)),
    ((10, 5, 20, 10), 0.0, (10, 0, 20)),
    ((10, 5, 10, 20), 0.0, (5, 5, 20)),
    ((20, 15, 10, 10), 0.5, (15, 10, 20)),
    ((20, 15, 10, 8), 0.1, (19, 13, 12)),
    ((20.4, 15.4, 10.2, 9.8), 0.0, (20, 15, 10)),
    ((0, 0, 60, 40), 0.0, (0, -10, 60)),
    ((-8, -8, 16, 16), 0.0, (-8, -8, 16)),
    ((50, 30, 20, 20), 0.0, (50, 30, 20)),
    ((-30, 10, 10, 10), 0.0, (-30, 10, 10)),
    ((100, 100, 10, 10), 0.0, (100, 100, 10)),
    ((30, 20, 0, 0), 0.0, (30, 20, 1)),
    ((10, 10, 0.2, 0.2), 1.0, (10, 10, 1)),
    ((55, 5, 10, 10), 1.0, (45, -5, 30)),
]


@pytest.mark.parametrize(('box', 'margin', 'square'), SQUARES)
def test_square(image, box, margin, square):
    crop = crop_face(image, Face(Box(*box), 0.9), margin)
    left, top, side = square
    assert crop.shape == (side, side, 3) and crop.dtype == np.uint8
    for row in range(side):
        for column in range(side):
            x = min(max(left + column, 0), 59)
            y = min(max(top + row, 0), 39)
            assert tuple(crop[row, column, :2]) == (x, y)


def test_inside_is_a_view(image):
    assert np.shares_memory(crop_face(image, Face(Box(1, 2, 30, 30), 0.9), 0.0), image)


@pytest.mark.parametrize('box', [(0, 0, 1e12, 1), (-1e12, -1e12, 2e12, 2e12), (1e12, 3, 5, 5)])
def test_huge_boxes_stay_cheap(image, box):
    crop = crop_face(image, Face(Box(*box), 0.9), 1.0)
    assert 1 <= crop.shape[0] == crop.shape[1] <= 120


def test_one_pixel():
    crop = crop_face(np.full((1, 1, 3), 7, np.uint8), Face(Box(-3, -3, 9, 9), 0.9), 0.3)
    assert crop.shape == (2, 2, 3) and (crop == 7).all()


def test_empty_image():
    with pytest.raises(ImageError, match=r'\(0, 5, 3\)'):
        crop_face(np.zeros((0, 5, 3), np.uint8), Face(Box(0, 0, 1, 1), 0.9), 0.0)
