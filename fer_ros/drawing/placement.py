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

"""Where there is room beside a face."""

from __future__ import annotations

from collections.abc import Sequence

# x, y, width, height in whole pixels
Rectangle = tuple[int, int, int, int]


def overlap(first: Rectangle, second: Rectangle) -> bool:
    """Say whether two rectangles share a pixel."""
    return (first[0] < second[0] + second[2] and second[0] < first[0] + first[2]
            and first[1] < second[1] + second[3] and second[1] < first[1] + first[3])


def place_beside(face: Rectangle, size: tuple[int, int], image_size: tuple[int, int], gap: int,
                 taken: Sequence[Rectangle]) -> Rectangle | None:
    """
    Return a place for a panel of `size` beside `face`, or None where there is none.

    Tried are the right, the left and below; the panel has to lie in the image and on nothing that
    is `taken`. All sizes are (width, height) in pixels.
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
