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

"""The face crops of ROS4HRI."""

from types import SimpleNamespace

import cv2
from fer_ros.codec import (as_lazy_image, encode_compressed, encode_image, open_compressed,
                           open_image)
from fer_ros.node.hri.crops import aligned, cropped, SIDE
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest

LANDMARKS = np.array([[110, 100], [140, 100], [125, 115], [113, 130], [137, 130]], float)


def scene():
    """Return an image with a bright square of 100 pixels at (75, 65)."""
    image = np.full((240, 320, 3), 40, np.uint8)
    image[65:165, 75:175] = 200
    return image


@pytest.mark.parametrize('cut', [cropped, aligned])
def test_the_box_fills_the_crop(cut):
    crop = cut(as_lazy_image(scene()), Face(Box(75, 65, 100, 100), 0.9, LANDMARKS))
    assert crop.shape == (SIDE, SIDE, 3) and crop.dtype == np.uint8
    assert (crop[2:-2, 2:-2] == 200).all()


def test_a_tall_box_is_a_square_around_its_centre():
    crop = cropped(as_lazy_image(scene()), Face(Box(100, 65, 50, 100), 0.9))
    assert (crop[2:-2, 2:-2] == 200).all()


def test_outside_the_image_is_black():
    crop = cropped(as_lazy_image(scene()), Face(Box(-50, -50, 100, 100), 0.9))
    assert (crop[:60] == 0).all() and (crop[:, :60] == 0).all()
    assert (crop[70:, 70:] == 40).all()
    assert (cropped(as_lazy_image(scene()), Face(Box(900, 900, 10, 10), 0.9)) == 0).all()


@pytest.mark.parametrize('side', [20, 100, 900])
def test_aligned_levels_the_eyes(side):
    """A turned face gives the same crop as an upright one."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (1200, 1200, 3), np.uint8)
    upright = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 0.05 * side), None, 0, 255,
                            cv2.NORM_MINMAX)
    middle = (600, 600)
    landmarks = np.array([[580, 590], [620, 590], [600, 605], [585, 620], [615, 620]], float)
    turn = cv2.getRotationMatrix2D(middle, 25, 1.0)
    turned = cv2.warpAffine(upright, turn, (1200, 1200))
    face = Face(Box(600 - side / 2, 600 - side / 2, side, side), 0.9, landmarks)
    tilted = Face(face.box, 0.9, landmarks @ turn[:, :2].T + turn[:, 2])
    expected = aligned(as_lazy_image(upright), face).astype(int)
    found = aligned(as_lazy_image(turned), tilted).astype(int)
    assert np.abs(expected - found).mean() < 3
    assert np.abs(expected - cropped(as_lazy_image(turned), tilted)).mean() > 8


def test_aligned_needs_landmarks():
    assert aligned(as_lazy_image(scene()), Face(Box(75, 65, 100, 100), 0.9)) is None


@pytest.mark.parametrize('encoding', ['yuyv', 'mono8', 'nv12', 'jpeg'])
def test_other_encodings(encoding):
    image = (open_compressed(SimpleNamespace(**encode_compressed(scene())))
             if encoding == 'jpeg' else
             open_image(SimpleNamespace(**encode_image(scene(), encoding))))
    crop = cropped(image, Face(Box(75, 65, 100, 100), 0.9)).astype(int)
    assert np.abs(crop[4:-4, 4:-4] - 200).max() <= 8  # JPEG rings at edges
