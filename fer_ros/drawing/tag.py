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

"""The tag of a face: identifier and emotion, on a background of the emotion's colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
from fer_ros.drawing.placement import place_tag, Rectangle, Size
import numpy as np

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
# Font scale of OpenCV for an image of 480 pixels, and the smallest readable one
_FONT_SCALE, _MIN_FONT_SCALE = 0.5, 0.32
# Font sizes to try in turn, as fractions of the normal one
_SHARES = 1.0, 0.8, 0.64


@dataclass(frozen=True)
class Tag:
    """A text, its place in the image, and the size of its letters."""

    text: str
    place: Rectangle
    font_scale: float

    def draw(self, canvas: np.ndarray, color: tuple[int, int, int]) -> None:
        """
        Write the text on a coloured background.

        :param canvas: (height, width, 3) uint8, BGR; changed in place
        """
        x, y, width, height = self.place
        cv2.rectangle(canvas, (x, y), (x + width - 1, y + height - 1), color, cv2.FILLED)
        # Black text on the light colours of the palette (luma of BT.601), white on the others
        ink = _BLACK if np.dot(color, (0.114, 0.587, 0.299)) > 100 else _WHITE
        (_, text_height), _ = cv2.getTextSize(self.text, _FONT, self.font_scale,
                                              _thickness(self.font_scale))
        pad = _padding(self.font_scale)
        cv2.putText(canvas, self.text, (x + pad, y + pad + text_height), _FONT, self.font_scale,
                    ink, _thickness(self.font_scale), cv2.LINE_AA)


def place_text(text: str, face: Rectangle, scale: float, image_size: Size,
               taken: Sequence[Rectangle]) -> Tag:
    """
    Return the largest tag for a face that fits completely into the image.

    :param scale: scale of the drawing; 1 for an image of 480 pixels
    :param taken: the other faces and the tags that were placed before
    """
    fonts = [_fitting(text, max(share * _FONT_SCALE * scale, _MIN_FONT_SCALE), image_size)
             for share in _SHARES]
    index, place = place_tag(face, [_size(text, font) for font in fonts], image_size, taken)
    return Tag(text, place, fonts[index])


def _fitting(text: str, font_scale: float, image_size: Size) -> float:
    """Return the font scale, reduced until the text is not wider than the image."""
    while _size(text, font_scale)[0] > image_size[0] and font_scale > 0.01:
        font_scale *= 0.9
    return font_scale


def _size(text: str, font_scale: float) -> Size:
    (width, height), baseline = cv2.getTextSize(text, _FONT, font_scale, _thickness(font_scale))
    pad = _padding(font_scale)
    return width + 2 * pad, height + baseline + 2 * pad


def _thickness(font_scale: float) -> int:
    return max(round(1.2 * font_scale / _FONT_SCALE), 1)


def _padding(font_scale: float) -> int:
    return max(round(3 * font_scale / _FONT_SCALE), 1)
