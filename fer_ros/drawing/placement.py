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

"""Finds free places for the tag and the bars of a face."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# x, y, width, height in whole pixels
Rectangle = tuple[int, int, int, int]
Size = tuple[int, int]


def overlap(first: Rectangle, second: Rectangle) -> bool:
    """Say whether two rectangles share a pixel."""
    return (first[0] < second[0] + second[2] and second[0] < first[0] + first[2]
            and first[1] < second[1] + second[3] and second[1] < first[1] + first[3])


def covered_area(places: Sequence[Rectangle], taken: Sequence[Rectangle]) -> np.ndarray:
    """Return the covered area of each place in square pixels, (n,) int."""
    if not taken:
        return np.zeros(len(places), int)
    x, y, width, height = np.array(places, int).reshape(-1, 4, 1).transpose(1, 0, 2)
    other_x, other_y, other_width, other_height = np.array(taken, int).T
    across = np.minimum(x + width, other_x + other_width) - np.maximum(x, other_x)
    down = np.minimum(y + height, other_y + other_height) - np.maximum(y, other_y)
    return (across.clip(0) * down.clip(0)).sum(axis=1)


def place_beside(face: Rectangle, size: Size, image_size: Size, gap: int,
                 taken: Sequence[Rectangle]) -> Rectangle | None:
    """
    Return a place for a panel of `size` beside `face`, or None if there is none.

    It tries the right, the left and below. The panel must lie in the image and must not overlap
    anything `taken`. All sizes are (width, height) in pixels.
    """
    x, y, face_width, face_height = face
    width, height = size
    level = min(max(y, 0), max(image_size[1] - height, 0))
    places = (
        (x + face_width + gap, level, width, height),
        (x - gap - width, level, width, height),
        (min(x, image_size[0] - width), y + face_height + gap, width, height))
    for place in places:
        inside = (place[0] >= 0 and place[1] >= 0 and place[0] + width <= image_size[0]
                  and place[1] + height <= image_size[1])
        if inside and not any(overlap(place, other) for other in taken):
            return place
    return None


def place_tag(face: Rectangle, sizes: Sequence[Size], image_size: Size,
              taken: Sequence[Rectangle]) -> tuple[int, Rectangle]:
    """
    Return the index of a size and the place for a tag of that size at a face.

    It chooses the first of `sizes` that fits above, below or beside the face without overlapping
    anything `taken`, then the first that fits inside the face. If none fits, it chooses the last
    size at the place with the smallest overlap.

    :param sizes: (width, height), none larger than the image
    :param taken: the other faces and everything placed before, without `face`
    """
    places = [(index, place) for placed in (_around, _inside)
              for index, size in enumerate(sizes) for place in placed(face, size, image_size)]
    covered = covered_area([place for _, place in places], taken)
    best = int(covered.argmin())
    if covered[best]:
        best = min((number for number, (index, _) in enumerate(places)
                    if index == len(sizes) - 1), key=covered.__getitem__)
    return places[best]


def _around(face: Rectangle, size: Size, image_size: Size) -> list[Rectangle]:
    """Return the places above, below and beside a face that lie in the image, best first."""
    x, y, face_width, face_height = face
    width, height = size
    right, bottom = x + face_width, y + face_height
    most_x, most_y = image_size[0] - width, image_size[1] - height
    columns = [min(max(column, 0), most_x)
               for column in (x, right - width, x + (face_width - width) // 2)]
    rows = [min(max(row, 0), most_y) for row in (y, bottom - height)]
    places = [(column, row) for row in (y - height, bottom) for column in columns]
    places += [(column, row) for row in rows for column in (right, x - width)]
    return [(column, row, width, height) for column, row in places
            if 0 <= column <= most_x and 0 <= row <= most_y]


def _inside(face: Rectangle, size: Size, image_size: Size) -> list[Rectangle]:
    """Return the places at the top and at the bottom of a face."""
    column = min(max(face[0], 0), image_size[0] - size[0])
    return [(column, min(max(row, 0), image_size[1] - size[1]), *size)
            for row in (face[1], face[1] + face[3] - size[1])]
