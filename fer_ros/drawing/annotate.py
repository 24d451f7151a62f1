"""Boxes, labels and bars of probability on an image."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from fer_ros.drawing.palette import COLORS
from fer_ros.values.faces import FaceEmotion

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)

# Sizes are meant for an image of 480 pixels (its shorter side) and grow with it.
_REFERENCE_SIDE = 480


def annotate(image: np.ndarray, emotions: Sequence[FaceEmotion]) -> np.ndarray:
    """
    Return a copy of the image with a box, a label and a bar for each class on every face.

    :param image: (height, width, 3) uint8, BGR
    """
    canvas = np.array(image, order='C')
    scale = min(max(min(canvas.shape[:2]) / _REFERENCE_SIDE, 0.4), 6.0)
    # The largest face is drawn last, so that it is the one that stays readable.
    for emotion in reversed(emotions):
        _draw_face(canvas, emotion, scale)
    return canvas


def _draw_face(canvas: np.ndarray, emotion: FaceEmotion, scale: float) -> None:
    height, width = canvas.shape[:2]
    left, top, box_width, box_height = emotion.face.box.clipped(width, height)
    color = COLORS.get(emotion.label, _WHITE)
    line = max(round(2 * scale), 1)
    corners = (left, top), (left + box_width - 1, top + box_height - 1)
    cv2.rectangle(canvas, *corners, _BLACK, line + 2)
    cv2.rectangle(canvas, *corners, color, line)
    text = f'{emotion.face_id} {emotion.label} {emotion.confidence:.0%}'
    _draw_label(canvas, text, corners, color, scale)
    _draw_bars(canvas, emotion, corners, scale)


def _draw_label(canvas: np.ndarray, text: str, corners, color, scale: float) -> None:
    """Write `text` above the box, or inside its top where there is no room, on its own ground."""
    font_scale, thickness = 0.5 * scale, max(round(1.2 * scale), 1)
    (text_width, text_height), baseline = cv2.getTextSize(text, _FONT, font_scale, thickness)
    pad = max(round(3 * scale), 1)
    full_height = text_height + baseline + 2 * pad
    (left, top), _ = corners
    x = min(max(left, 0), max(canvas.shape[1] - text_width - 2 * pad, 0))
    y = top - full_height if top >= full_height else top
    cv2.rectangle(canvas, (x, y), (x + text_width + 2 * pad, y + full_height), color, cv2.FILLED)
    # Black reads on all colours of the palette but the darkest.
    ink = _BLACK if np.dot(color, (0.114, 0.587, 0.299)) > 100 else _WHITE
    cv2.putText(canvas, text, (x + pad, y + pad + text_height), _FONT, font_scale, ink,
                thickness, cv2.LINE_AA)


def _draw_bars(canvas: np.ndarray, emotion: FaceEmotion, corners, scale: float) -> None:
    """Draw a named bar for each class beside the box, on the side that has room."""
    row, name_width, bar_width = round(13 * scale), round(58 * scale), round(46 * scale)
    panel_width, panel_height = name_width + bar_width + 4, row * len(emotion.labels) + 4
    height, width = canvas.shape[:2]
    (left, top), (right, bottom) = corners
    if panel_width > width or panel_height > height or bottom - top < 3 * row:
        return  # on a small image or face the bars would hide what they explain
    gap = max(round(3 * scale), 2)
    if right + gap + panel_width <= width:
        x = right + gap
    elif left - gap - panel_width >= 0:
        x = left - gap - panel_width
    else:
        x = width - panel_width
    y = min(max(top, 0), height - panel_height)
    panel = canvas[y:y + panel_height, x:x + panel_width]
    panel[:] = panel // 4  # dark, so that white text reads on any background
    for index, (label, probability) in enumerate(
            zip(emotion.labels, emotion.probabilities, strict=True)):
        base = 2 + (index + 1) * row
        cv2.putText(panel, label, (3, base - round(3 * scale)), _FONT, 0.36 * scale, _WHITE,
                    max(round(0.8 * scale), 1), cv2.LINE_AA)
        length = round(float(probability) * (bar_width - 2))
        cv2.rectangle(panel, (name_width, base - row + 2), (name_width + length, base - 2),
                      COLORS.get(label, _WHITE), cv2.FILLED)
