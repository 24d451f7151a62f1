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

"""The places of panels and tags: tables of cases."""

from fer_ros.drawing.placement import covered_area, overlap, place_beside, place_tag
import numpy as np
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


def test_covered_area():
    places = [(0, 0, 10, 10), (5, 5, 10, 10), (50, 50, 1, 1)]
    taken = [(8, 8, 10, 10), (0, 0, 2, 2), (9, 0, 5, 5)]
    np.testing.assert_array_equal(covered_area(places, taken), [4 + 4 + 5, 49, 0])
    np.testing.assert_array_equal(covered_area(places, []), [0, 0, 0])


TAGS = (30, 10), (20, 6)  # two sizes


@pytest.mark.parametrize(('face', 'taken', 'index', 'place'), [
    ((40, 30, 20, 20), [], 0, (40, 20, 30, 10)),                       # above
    ((40, 30, 20, 20), [(65, 20, 5, 5)], 0, (30, 20, 30, 10)),         # above, to the left
    ((40, 30, 20, 20), [(0, 0, 100, 30)], 0, (40, 50, 30, 10)),        # below
    ((40, 5, 20, 20), [], 0, (40, 25, 30, 10)),                        # no room above
    ((40, 30, 20, 20), [(0, 0, 100, 30), (0, 50, 100, 30)], 0, (60, 30, 30, 10)),  # beside
    ((75, 30, 20, 20), [(0, 0, 100, 30), (0, 50, 100, 30)], 0, (45, 30, 30, 10)),
    # Smaller before inside
    ((40, 30, 20, 20), [(0, 0, 100, 24), (0, 50, 100, 30), (0, 24, 40, 30), (60, 24, 40, 30)], 1,
     (40, 24, 20, 6)),
    ((0, 0, 100, 80), [], 0, (0, 0, 30, 10)),                          # inside
    ((0, 0, 100, 80), [(0, 0, 100, 40)], 0, (0, 70, 30, 10)),
    # No room at all: the smaller one, where it covers least
    ((40, 30, 20, 20), [(0, 0, 100, 80), (0, 0, 100, 78)], 1, (40, 24, 20, 6)),
    ((90, 70, 20, 20), [(0, 0, 60, 80)], 0, (70, 60, 30, 10))])        # at the corner
def test_tag(face, taken, index, place):
    assert place_tag(face, TAGS, IMAGE, taken) == (index, place)


def test_tags_lie_in_the_image_and_cover_nothing_where_there_is_room():
    rng = np.random.default_rng(0)
    clean = 0
    for _ in range(100):
        faces = [(int(x), int(y), 40, 50) for x, y in rng.integers(0, (600, 430), (8, 2))]
        tags = []
        for number, face in enumerate(faces):
            taken = [*faces[:number], *faces[number + 1:], *tags]
            _, tag = place_tag(face, [(110, 20), (90, 17), (72, 14)], (640, 480), taken)
            assert tag[0] >= 0 and tag[0] + tag[2] <= 640
            assert tag[1] >= 0 and tag[1] + tag[3] <= 480
            clean += covered_area([tag], taken)[0] == 0
            tags.append(tag)
    assert clean > 0.97 * 800
