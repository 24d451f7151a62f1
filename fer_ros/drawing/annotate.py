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

"""Boxes, labels and bars of probability on an image."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
from fer_ros.drawing.palette import color_of
from fer_ros.drawing.placement import place_beside, Rectangle
from fer_ros.values.faces import FaceEmotion
import numpy as np

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)

# Sizes are meant for an image of 480 pixels (its shorter side) and grow with it.
_REFERENCE_SIDE = 480


def annotate(image: np.ndarray, emotions: Sequence[FaceEmotion]) -> np.ndarray:
    """
    Return a copy of the image with a box, a label and a bar for each class on every face.

    The bars stand beside the face, with names, where they hide no other face; otherwise below
    it, without names.

    :param image: (height, width, 3) uint8, BGR
    """
    canvas = np.array(image, order='C')
    height, width = canvas.shape[:2]
    scale = min(max(min(width, height) / _REFERENCE_SIDE, 0.4), 6.0)
    boxes = [emotion.face.box.clipped(width, height) for emotion in emotions]
    taken = list(boxes)
    faces = list(zip(emotions, boxes, strict=True))
    for emotion, box in faces:
        taken.append(_draw_bars(canvas, emotion, box, scale, taken))
    # Labels lie over bars; the largest face is drawn last, so that it stays readable.
    for emotion, box in reversed(faces):
        _draw_face(canvas, emotion, box, scale)
    return canvas


def _draw_face(canvas: np.ndarray, emotion: FaceEmotion, box: Rectangle, scale: float) -> None:
    """Draw the box with a dark edge, and the label."""
    color = color_of(emotion.label)
    line = max(round(2 * scale), 1)
    x, y, width, height = box
    corners = (x, y), (x + width - 1, y + height - 1)
    cv2.rectangle(canvas, *corners, _BLACK, line + 2)
    cv2.rectangle(canvas, *corners, color, line)
    text = f'{emotion.face_id} {emotion.caption}'
    _draw_label(canvas, text, (x, y), color, scale)


def _draw_label(canvas: np.ndarray, text: str, corner: tuple[int, int],
                color: tuple[int, int, int], scale: float) -> None:
    """Write `text` above the box, or inside its top where there is no room, on its own ground."""
    font_scale, thickness = 0.5 * scale, max(round(1.2 * scale), 1)
    (text_width, text_height), baseline = cv2.getTextSize(text, _FONT, font_scale, thickness)
    pad = max(round(3 * scale), 1)
    full_height = text_height + baseline + 2 * pad
    left, top = corner
    x = min(max(left, 0), max(canvas.shape[1] - text_width - 2 * pad, 0))
    y = top - full_height if top >= full_height else top
    cv2.rectangle(canvas, (x, y), (x + text_width + 2 * pad, y + full_height), color, cv2.FILLED)
    # Black reads on the lighter colours of the palette (luma of BT.601), white on the others.
    ink = _BLACK if np.dot(color, (0.114, 0.587, 0.299)) > 100 else _WHITE
    cv2.putText(canvas, text, (x + pad, y + pad + text_height), _FONT, font_scale, ink,
                thickness, cv2.LINE_AA)


def _draw_bars(canvas: np.ndarray, emotion: FaceEmotion, box: Rectangle, scale: float,
               taken: Sequence[Rectangle]) -> Rectangle:
    """Draw a bar for each class; return the rectangle that they take."""
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
    panel = canvas[place[1]:place[1] + place[3], place[0]:place[0] + place[2]]
    if panel.size == 0:
        return place
    panel[:] = panel // 4  # dark, so that white text reads on any background
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
