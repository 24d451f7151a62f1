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

"""Where a panel goes: a table of cases."""

from fer_ros.drawing.placement import overlap, place_beside
import pytest

IMAGE = 100, 80
PANEL = 20, 30


@pytest.mark.parametrize(('first', 'second', 'expected'), [
    ((0, 0, 10, 10), (9, 9, 5, 5), True), ((0, 0, 10, 10), (10, 0, 5, 5), False),
    ((0, 0, 10, 10), (0, 10, 5, 5), False), ((5, 5, 1, 1), (0, 0, 10, 10), True),
    ((0, 0, 0, 0), (0, 0, 10, 10), False)])
def test_overlap(first, second, expected):
    assert overlap(first, second) is expected
    assert overlap(second, first) is expected


@pytest.mark.parametrize(('face', 'taken', 'place'), [
    ((40, 10, 20, 20), [], (62, 10, 20, 30)),                      # right
    ((70, 10, 20, 20), [], (48, 10, 20, 30)),                      # left
    ((40, 10, 20, 20), [(65, 0, 5, 80)], (18, 10, 20, 30)),        # left, the right is taken
    ((40, 10, 20, 20), [(65, 0, 5, 80), (20, 0, 5, 80)], (40, 32, 20, 30)),  # below
    ((10, 70, 20, 10), [], (32, 50, 20, 30)),                      # moved up into the image
    ((10, -5, 20, 20), [], (32, 0, 20, 30)),                       # moved down into the image
    ((0, 0, 100, 80), [], None),
    ((40, 40, 20, 20), [(0, 0, 100, 80)], None)])
def test_place(face, taken, place):
    assert place_beside(face, PANEL, IMAGE, 2, taken) == place


def test_panel_larger_than_the_image():
    assert place_beside((0, 0, 5, 5), (200, 10), IMAGE, 2, []) is None
