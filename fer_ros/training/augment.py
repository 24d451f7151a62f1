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

"""Augmentation: random draws of the distortions that detectors and cameras cause."""

from __future__ import annotations

from dataclasses import dataclass

from fer_ros.training.transform import Draws
from fer_ros.training.transform_constants import FAR_SHARES, NOISES
import numpy as np


@dataclass(frozen=True)
class Augmentation:
    """
    The distortions that a training face may get; by default there are none.

    Lengths are fractions of the face's side; chances are in 0..1.
    """

    flip: bool = False
    shift: float = 0.0
    """Largest distance by which a face moves in each direction."""
    rotation: float = 0.0
    """Largest angle by which a face is rotated in each direction, in degrees."""
    scale: float = 0.0
    """Largest fraction by which a face grows or shrinks."""
    light: float = 0.0
    """Chance of a change of gamma (0.6 to 1.7), gain (0.35 to 1.2) and offset."""
    blur: float = 0.0
    """Chance of a Gaussian blur (sigma 0.4 to 1.4 pixels), or of a face that is scaled down to
    0.4 to 0.9 of its size and up again."""
    noise: float = 0.0
    """Chance of camera noise (standard deviation 2 to 12 grey values)."""
    compression: float = 0.0
    """Chance of JPEG compression (quality 15 to 70)."""
    occlusion: float = 0.0
    """Chance of a grey patch (sides 0.15 to 0.4) over the face."""
    mask: float = 0.0
    """Chance of a mask that covers the face below 0.55 to 0.8 of its height."""


def draw(count: int, shape: tuple[int, int], generator: np.random.Generator,
         what: Augmentation) -> Draws:
    """
    Draw the distortions of `count` faces, in the form that `fer_ros.training.transform` takes.

    The draws have no entry for a distortion that the augmentation never applies.

    :param shape: height and width of a face in pixels
    """
    moved = generator.uniform(-1, 1, (count, 4))
    chances = generator.random((count, 7))
    amounts = generator.random((count, 7, 4))
    draws: Draws = {}
    if what.flip or what.shift or what.rotation or what.scale:
        draws['matrix'] = _matrices(moved, what, what.flip & (chances[:, 0] < 0.5), shape)
    if what.light:
        gamma, gain, offset, _ = amounts[:, 1].T
        changed = np.stack([0.6 * (1.7 / 0.6) ** gamma, 0.35 + 0.85 * gain,
                            40 * (offset - 0.5)], axis=1)
        draws['light'] = np.where(chances[:, 1:2] < what.light, changed, (1.0, 1.0, 0.0))
    if what.blur:
        blurred, far = chances[:, 2] < what.blur, amounts[:, 2, 0] >= 0.5
        draws['sigma'] = np.where(blurred & ~far, 0.4 + amounts[:, 2, 1], 0.0)
        steps = 1 + np.floor(amounts[:, 2, 1] * (len(FAR_SHARES) - 1)).astype(np.int32)
        draws['far'] = np.where(blurred & far, steps, 0)
    if what.noise:
        draws['noise'] = np.where(chances[:, 3] < what.noise, 2 + 10 * amounts[:, 3, 0], 0.0)
        draws['noise_number'] = np.floor(amounts[:, 3, 1] * NOISES).astype(np.int32)
    if what.compression:
        quality = np.floor(15 + 56 * amounts[:, 4, 0])
        draws['quality'] = np.where(chances[:, 4] < what.compression, quality, 0.0)
    patches = [patch for chance, patch in (
        (what.occlusion, _patches(amounts[:, 5], shape, chances[:, 5] < what.occlusion)),
        (what.mask, _masks(amounts[:, 6], shape, chances[:, 6] < what.mask))) if chance]
    if patches:
        draws['patches'] = np.stack(patches, axis=1)
    return {name: values if values.dtype == np.int32 else values.astype(np.float32)
            for name, values in draws.items()}


def _matrices(moved: np.ndarray, what: Augmentation, flipped: np.ndarray,
              shape: tuple[int, int]) -> np.ndarray:
    """Return matrices (n, 8) that map (x, y) in the new face to (x, y) in the old one."""
    height, width = shape
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    angle = np.radians(moved[:, 0] * what.rotation)
    scale = 1 + moved[:, 1] * what.scale
    right, down = moved[:, 2] * what.shift * width, moved[:, 3] * what.shift * height
    cosine, sine = np.cos(angle) / scale, np.sin(angle) / scale
    to_x = np.stack([cosine, -sine, -cosine * (middle_x + right) + sine * (middle_y + down)
                     + middle_x], axis=1)
    to_y = np.stack([sine, cosine, -sine * (middle_x + right) - cosine * (middle_y + down)
                     + middle_y], axis=1)
    to_x = np.where(flipped[:, None], (0, 0, width - 1) - to_x, to_x)
    return np.concatenate([to_x, to_y, np.zeros((len(moved), 2))], axis=1)


def _patches(amounts: np.ndarray, shape: tuple[int, int], chosen: np.ndarray) -> np.ndarray:
    """Return (n, 5): top, left, bottom, right in pixels, and grey; all 0 if not chosen."""
    row, column, size, grey = amounts.T
    height, width = shape
    high, wide = (np.rint(side * (0.15 + 0.25 * size)) for side in shape)
    top, left = np.rint(row * (height - high)), np.rint(column * (width - wide))
    return np.where(chosen[:, None], np.stack(
        [top, left, top + high, left + wide, np.rint(255 * grey)], axis=1), 0.0)


def _masks(amounts: np.ndarray, shape: tuple[int, int], chosen: np.ndarray) -> np.ndarray:
    height, width = shape
    top, grey = np.rint(height * (0.55 + 0.25 * amounts[:, 0])), np.rint(255 * amounts[:, 1])
    return np.where(chosen[:, None], np.stack(
        [top, 0 * top, 0 * top + height, 0 * top + width, grey], axis=1), 0.0)
