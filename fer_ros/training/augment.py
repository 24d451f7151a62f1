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

"""Augmentation of training faces: what detectors and cameras do to a face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Augmentation:
    """
    What may happen to a training face; the defaults leave it as it is.

    Lengths are fractions of the face's side, chances are 0..1.
    """

    flip: bool = False
    shift: float = 0.0
    """The most that a face moves to either side, up or down."""
    rotation: float = 0.0
    """The most that a face turns either way, in degrees."""
    scale: float = 0.0
    """The most that a face grows or shrinks."""
    light: float = 0.0
    """Chance of another gamma (0.6 to 1.7), gain (0.35 to 1.2) and offset."""
    blur: float = 0.0
    """Chance of a Gaussian blur (sigma 0.4 to 1.4 pixels) or of a face seen at half its size."""
    noise: float = 0.0
    """Chance of camera noise (standard deviation 2 to 12 grey values)."""
    compression: float = 0.0
    """Chance of JPEG (quality 15 to 70)."""
    occlusion: float = 0.0
    """Chance of a grey patch (sides 0.15 to 0.4) over the face."""


def augmented(faces: np.ndarray, generator: np.random.Generator,
              what: Augmentation) -> np.ndarray:
    """
    Return changed copies of faces; what happens to each is the generator's draw.

    :param faces: (n, height, width) uint8
    :return: the same shape and type; at the borders the outermost pixels are repeated
    """
    count = len(faces)
    moved = generator.uniform(-1, 1, (count, 4))
    chances = generator.random((count, 6))
    amounts = generator.random((count, 6, 4))
    noise_seeds = generator.integers(0, 2**31, count)
    result = np.empty_like(faces)
    for index, face in enumerate(faces):
        chance, amount = chances[index], amounts[index]
        face = _warped(face, moved[index], what.flip and chance[0] < 0.5, what)
        if chance[1] < what.light:
            face = _relit(face, *amount[1])
        if chance[2] < what.blur:
            face = _blurred(face, *amount[2])
        if chance[3] < what.noise:
            spread = 2 + 10 * amount[3, 0]
            draws = np.random.default_rng(noise_seeds[index]).normal(0, spread, face.shape)
            face = np.clip(face + draws, 0, 255).astype(np.uint8)
        if chance[4] < what.compression:
            quality = int(15 + 55 * amount[4, 0])
            _, data = cv2.imencode('.jpg', face, [cv2.IMWRITE_JPEG_QUALITY, quality])
            face = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        if chance[5] < what.occlusion:
            face = _occluded(face, *amount[5])
        result[index] = face
    return result


def _warped(face: np.ndarray, move: np.ndarray, mirror: bool, what: Augmentation) -> np.ndarray:
    if mirror:
        face = face[:, ::-1]
    if not (what.shift or what.rotation or what.scale):
        return face
    height, width = face.shape
    center = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(center, move[0] * what.rotation, 1 + move[1] * what.scale)
    matrix[:, 2] += move[2:] * what.shift * (width, height)
    return cv2.warpAffine(np.ascontiguousarray(face), matrix, (width, height),
                          flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _relit(face: np.ndarray, gamma: float, gain: float, offset: float, _: float) -> np.ndarray:
    values = (np.arange(256) / 255) ** (0.6 * (1.7 / 0.6) ** gamma) * (0.35 + 0.85 * gain)
    return cv2.LUT(face, np.clip(255 * values + 40 * (offset - 0.5), 0, 255).astype(np.uint8))


def _blurred(face: np.ndarray, which: float, amount: float, *_: float) -> np.ndarray:
    if which < 0.5:
        return cv2.GaussianBlur(face, (0, 0), 0.4 + amount)
    height, width = face.shape
    share = 0.5 + 0.4 * amount
    small = cv2.resize(face, (round(width * share), round(height * share)),
                       interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _occluded(face: np.ndarray, row: float, column: float, size: float,
              grey: float) -> np.ndarray:
    height, width = face.shape
    high, wide = (round(side * (0.15 + 0.25 * size)) for side in (height, width))
    top, left = round(row * (height - high)), round(column * (width - wide))
    face = np.array(face)
    face[top:top + high, left:left + wide] = round(255 * grey)
    return face
