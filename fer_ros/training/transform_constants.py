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

"""The constant matrices of `fer_ros.training.transform`."""

from __future__ import annotations

import cv2
import numpy as np

# Shares of its size to which a far face is scaled down; the first one leaves it unchanged
FAR_SHARES = (1.0, *np.linspace(0.4, 0.9, 21).tolist())
NOISES = 256  # different images of camera noise
# Luminance quantisation at quality 50: ITU-T T.81, table K.1
_QUANTISATION = np.array([
    [16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55],
    [14, 13, 16, 24, 40, 57, 69, 56], [14, 17, 22, 29, 51, 87, 80, 62],
    [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99]], np.float32)
_BLOCK = 8


def far_matrices(side: int) -> np.ndarray:
    """Return (shares, side, side): OpenCV's scaling to a share of the size, and back."""
    columns = np.eye(side, dtype=np.float32)
    small = [cv2.resize(columns, (side, max(1, round(share * side))), interpolation=cv2.INTER_AREA)
             for share in FAR_SHARES]
    return np.stack([cv2.resize(part, (side, side), interpolation=cv2.INTER_LINEAR)
                     for part in small])


def noise_images(height: int, width: int) -> np.ndarray:
    """Return (NOISES, height, width): images of noise with standard deviation 1."""
    return np.random.default_rng(0).standard_normal((NOISES, height, width), np.float32)


def cosines(side: int) -> np.ndarray:
    """Return (side, side): the discrete cosine transform of 8 pixels each, and of the rest."""
    result = np.zeros((side, side), np.float32)
    for start in range(0, side, _BLOCK):
        size = min(_BLOCK, side - start)
        part = np.cos(np.pi * np.arange(size)[:, None] * (2 * np.arange(size) + 1) / (2 * size))
        part *= np.sqrt(2 / size)
        part[0] /= np.sqrt(2)
        result[start:start + size, start:start + size] = part
    return result


def quantisation(height: int, width: int) -> np.ndarray:
    """Return (height, width): the quantisation step of each wave at quality 50."""
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    return np.tile(_QUANTISATION, blocks)[:height, :width]
