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

"""Hiding boxes of an image."""

from fer_ros.drawing.hiding import CELLS, hide, MARGIN
from fer_ros.values.faces import Box
import numpy as np
import pytest


def noise(height=120, width=160):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def patterns(image, box):
    """Return the different pixels inside a box."""
    x, y, width, height = box.clipped(image.shape[1], image.shape[0])
    return np.unique(image[y:y + height, x:x + width].reshape(-1, 3), axis=0)


@pytest.mark.parametrize('cells', [1, CELLS])
def test_a_few_cells_are_left(cells):
    image, before = noise(), noise()
    box = Box(50, 40, 40, 40)
    hide(image, [box], cells)
    changed = (image != before).any(axis=2)
    rows, columns = np.nonzero(changed)
    edge = 40 * MARGIN
    assert (rows.min(), rows.max()) == (40 - edge, 79 + edge)
    assert (columns.min(), columns.max()) == (50 - edge, 89 + edge)
    whole = Box(50 - edge, 40 - edge, 40 + 2 * edge, 40 + 2 * edge)
    assert len(patterns(image, whole)) == cells ** 2
    if cells == 1:
        x, y, width, height = whole.clipped(160, 120)
        np.testing.assert_allclose(image[y, x], before[y:y + height, x:x + width].mean((0, 1)),
                                   atol=1)


@pytest.mark.parametrize('box', [
    Box(-20, -20, 40, 40), Box(150, 110, 30, 30), Box(-1e6, -1e6, 3e6, 3e6), Box(0, 0, 1e9, 1e9),
    Box(159, 119, 1, 1), Box(70, 50, 0.4, 0.4)])
def test_boxes_at_the_border_and_beyond(box):
    image = noise()
    hide(image, [box])
    assert len(patterns(image, box)) <= CELLS ** 2


@pytest.mark.parametrize('boxes', [[], [Box(500, 500, 9, 9)], [Box(-90, 0, 9, 9)]])
def test_nothing_to_hide(boxes):
    image = noise()
    hide(image, boxes)
    np.testing.assert_array_equal(image, noise())


def test_a_false_face_on_an_eye_shows_nothing_more():
    face, eye = Box(40, 30, 60, 60), Box(50, 40, 10, 10)
    for boxes in ([face, eye], [eye, face]):
        image = noise()
        hide(image, boxes)
        assert len(patterns(image, face)) == CELLS ** 2


def test_a_tiny_image():
    image = noise(1, 1)
    hide(image, [Box(0, 0, 1, 1)])
    np.testing.assert_array_equal(image, noise(1, 1))
