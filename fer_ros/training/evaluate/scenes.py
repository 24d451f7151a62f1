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

"""Makes scenes like those from a robot's camera, with one face of a data set."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
from fer_ros.values.faces import Box
import numpy as np

WIDTH, HEIGHT = 640, 480
GREY = 128


@dataclass(frozen=True)
class Condition:
    """
    The size of a face in a scene, and its distortions.

    `size` is the side in pixels of the face's square in the scene, `blur` the sigma in pixels of
    a Gaussian blur of the scene, `light` the factor for the scene's grey values, and `tilt` an
    angle in degrees, counter-clockwise. `cover` is the part of the face that is covered with
    grey: (top, bottom) as shares of its height.
    """

    name: str
    size: int = 100
    blur: float = 0.0
    light: float = 1.0
    tilt: float = 0.0
    cover: tuple[float, float] | None = None


CONDITIONS = (
    *(Condition(f'{size} pixels', size) for size in (30, 40, 60, 80, 100, 140, 200)),
    Condition('blur of 1.5 pixels', blur=1.5), Condition('blur of 3 pixels', blur=3.0),
    Condition('light 0.4', light=0.4), Condition('light 0.15', light=0.15),
    Condition('tilt 15 degrees', tilt=15), Condition('tilt -15 degrees', tilt=-15),
    Condition('tilt 30 degrees', tilt=30),
    Condition('mouth covered', cover=(2 / 3, 1.0)),
    Condition('eyes covered', cover=(0.25, 0.5)))


def scene(face: np.ndarray, condition: Condition,
          generator: np.random.Generator) -> tuple[np.ndarray, Box]:
    """
    Return a scene with a face at a random place, and the face's square in the scene.

    The background is smooth grey, without anything like a face. For a tilted face, the square is
    the upright one with the same centre.

    :param face: (48, 48) uint8
    :return: (480, 640, 3) uint8 BGR, and the square in pixels of the scene
    """
    patches = generator.integers(40, 200, (6, 8)).astype(np.uint8)
    image = cv2.resize(patches, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    size = condition.size
    # Keeps the corners of a tilted square inside the scene
    border = (size + 1) // 4 if condition.tilt else 0
    left = int(generator.integers(border, WIDTH - size - border))
    top = int(generator.integers(border, HEIGHT - size - border))
    if condition.cover is not None:
        first, last = (round(share * len(face)) for share in condition.cover)
        face = face.copy()
        face[first:last] = GREY
    shrinks = size < len(face)
    picture = cv2.resize(face, (size, size),
                         interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    if condition.tilt:
        _paste_tilted(image, picture, left, top, condition.tilt)
    else:
        image[top:top + size, left:left + size] = picture
    if condition.blur:
        image = cv2.GaussianBlur(image, (0, 0), condition.blur)
    if condition.light != 1.0:
        image = np.rint(condition.light * image).astype(np.uint8)
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), Box(left, top, size, size)


def _paste_tilted(image: np.ndarray, picture: np.ndarray, left: int, top: int,
                  angle: float) -> None:
    middle = (len(picture) - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, 1.0)
    matrix[:, 2] += left, top
    size = image.shape[::-1]
    turned = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)
    inside = cv2.warpAffine(np.ones_like(picture), matrix, size, flags=cv2.INTER_NEAREST) > 0
    image[inside] = turned[inside]
