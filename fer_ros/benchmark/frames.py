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

"""Frames with a known number of faces, composed from photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
from fer_ros.sources import open_source
from fer_ros.sources.demo import both_portraits
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError
import numpy as np

SIZES = {'480p': (640, 480), '720p': (1280, 720), '1080p': (1920, 1080), '4K': (3840, 2160)}

# Width of the part of a portrait that is used, in widths of its face
_ROOM = 2.2
# Height of a single photo, as a fraction of the height of the frame. The face then has a quarter
# of the height, like that of a person in a conversation with the robot.
_SINGLE = 0.5
_FILLED = 0.95  # size of one of several photos, as a fraction of its grid cell


def faces_of(folder: Path | None) -> list[np.ndarray]:
    """
    Return photos of one face each, BGR: from a folder, or two portraits.

    :raises FerRosError: if there are none
    """
    if folder is not None:
        return [frame.image for frame in open_source(str(folder)).frames()]
    tiles = []
    for scene in both_portraits():
        x, y, width, height = scene.faces
        side = round(_ROOM * max(width, height))
        left = min(max(x + width // 2 - side // 2, 0), scene.image.shape[1] - side)
        top = min(max(y + height // 2 - side // 2, 0), scene.image.shape[0] - side)
        tiles.append(scene.image[top:top + side, left:left + side])
    return tiles


def compose(faces: Sequence[np.ndarray], count: int, size: tuple[int, int]) -> np.ndarray:
    """
    Return a frame (height, width, 3) with `count` of the photos in front of a cup of coffee.

    A single photo is half as high as the frame. Several photos form a grid.

    :param faces: photos, used in turn
    :param size: (width, height) in pixels
    :raises MissingDependencyError: if scikit-image, which contains the background, is missing
    """
    width, height = size
    frame = cv2.resize(_background(), size, interpolation=cv2.INTER_LINEAR)
    columns = int(np.ceil(np.sqrt(count * width / height))) if count else 1
    rows = -(-count // columns)
    for number in range(count):
        cell = width / columns, height / rows
        box = (_SINGLE * height,) * 2 if count == 1 else tuple(_FILLED * side for side in cell)
        photo = faces[number % len(faces)]
        scale = min(box[0] / photo.shape[1], box[1] / photo.shape[0])
        tile = cv2.resize(photo, (round(scale * photo.shape[1]), round(scale * photo.shape[0])),
                          interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        left = round((number % columns + 0.5) * cell[0] - tile.shape[1] / 2)
        top = round((number // columns + 0.5) * cell[1] - tile.shape[0] / 2)
        frame[top:top + tile.shape[0], left:left + tile.shape[1]] = tile
    return frame


def _background() -> np.ndarray:
    try:
        from skimage.data import coffee
    except ImportError as error:
        raise MissingDependencyError(f'the background comes with scikit-image ({error}): '
                                     + install_line('scikit-image')) from error
    return np.ascontiguousarray(coffee()[..., ::-1])
