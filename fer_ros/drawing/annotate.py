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

"""Draws boxes, tags and probability bars on an image."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
from fer_ros.drawing.palette import color_of
from fer_ros.drawing.placement import overlap, place_beside, Rectangle
from fer_ros.drawing.tag import place_text, Tag
from fer_ros.values.faces import FaceEmotion
import numpy as np

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_NOWHERE: Rectangle = (0, 0, 0, 0)

# Sizes are for an image whose shorter side has 480 pixels, and scale with it.
_REFERENCE_SIDE = 480


def annotate(image: np.ndarray, emotions: Sequence[FaceEmotion]) -> np.ndarray:
    """
    Return a copy of the image with a box, a tag and a bar for each class on every face.

    Tags and bars do not cover another face or its tag and bars. If there is no room, the tag is
    smaller, and the bars are drawn below the face without names, or left out.

    :param image: (height, width, 3) uint8, BGR
    """
    canvas = np.array(image, order='C')
    height, width = canvas.shape[:2]
    scale = min(max(min(width, height) / _REFERENCE_SIDE, 0.4), 6.0)
    boxes = [emotion.face.box.clipped(width, height) for emotion in emotions]
    faces = list(zip(emotions, boxes, strict=True))
    # The largest face comes first and gets the best place.
    tags: list[Tag] = []
    for number, (emotion, box) in enumerate(faces):
        others = [*boxes[:number], *boxes[number + 1:], *(tag.place for tag in tags)]
        tags.append(place_text(f'{emotion.face_id} {emotion.caption}', box, scale,
                               (width, height), others))
    taken = [*boxes, *(tag.place for tag in tags)]
    for emotion, box in faces:
        taken.append(_draw_bars(canvas, emotion, box, scale, taken))
    # The largest face is drawn last, on top. Tags are drawn after all boxes.
    for emotion, box in reversed(faces):
        _draw_box(canvas, box, color_of(emotion.label), scale)
    for emotion, tag in reversed(list(zip(emotions, tags, strict=True))):
        tag.draw(canvas, color_of(emotion.label))
    return canvas


def _draw_box(canvas: np.ndarray, box: Rectangle, color: tuple[int, int, int],
              scale: float) -> None:
    """Draw a box with a dark edge."""
    line = max(round(2 * scale), 1)
    x, y, width, height = box
    corners = (x, y), (x + width - 1, y + height - 1)
    cv2.rectangle(canvas, *corners, _BLACK, line + 2)
    cv2.rectangle(canvas, *corners, color, line)


def _draw_bars(canvas: np.ndarray, emotion: FaceEmotion, box: Rectangle, scale: float,
               taken: Sequence[Rectangle]) -> Rectangle:
    """Draw a bar for each class; return the rectangle of the bars."""
    height, width = canvas.shape[:2]
    x, y, box_width, box_height = box
    gap = max(round(3 * scale), 2)
    row, name_width = round(13 * scale), round(58 * scale)
    size = name_width + round(46 * scale) + 4, row * len(emotion.labels) + 4
    place = place_beside(box, size, (width, height), gap, taken)
    if place is None:
        name_width, row = 0, max(round(4 * scale), 2)
        bottom = min(y + box_height + gap, height)
        place = x, bottom, box_width, min(row * len(emotion.labels), height - bottom)
        if any(overlap(place, other) for other in taken):
            return _NOWHERE
    panel = canvas[place[1]:place[1] + place[3], place[0]:place[0] + place[2]]
    if panel.size == 0:
        return place
    panel[:] = panel // 4  # dark, so that white text is readable on any background
    for index, (label, probability) in enumerate(
            zip(emotion.labels, emotion.probabilities, strict=True)):
        top = index * row + (2 if name_width else 0)
        if name_width:
            cv2.putText(panel, label, (3, top + row - round(3 * scale)), _FONT, 0.36 * scale,
                        _WHITE, max(round(0.8 * scale), 1), cv2.LINE_AA)
        length = round(float(probability) * (place[2] - name_width - 2))
        edge = row // 6
        cv2.rectangle(panel, (name_width, top + edge), (name_width + length, top + row - 1 - edge),
                      color_of(label), cv2.FILLED)
    return place
