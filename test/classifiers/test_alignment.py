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

"""Faces turned until the eyes are level."""

import cv2
from fer_ros.classifiers.alignment import crop_aligned
from fer_ros.classifiers.cropping import crop_face
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest

EYES = np.array([(90, 100), (130, 100), (110, 120), (95, 140), (125, 140)], np.float32)
BOX = Box(70, 70, 80, 90)


def picture() -> np.ndarray:
    """Return 240x220 pixels with a soft pattern and two bright eyes."""
    image = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 200, (220, 240, 3), np.uint8),
                             (0, 0), 4)
    for x, y in EYES[:2]:
        cv2.circle(image, (int(x), int(y)), 4, (255, 255, 255), -1)
    return image


@pytest.mark.parametrize('degrees', [0, 10, -25, 60])
@pytest.mark.parametrize('margin', [0.0, 0.2])
def test_a_tilted_face_looks_like_an_upright_one(degrees, margin):
    centre = BOX.x + BOX.width / 2, BOX.y + BOX.height / 2
    matrix = cv2.getRotationMatrix2D(centre, degrees, 1.0)
    image = picture()
    tilted = cv2.warpAffine(image, matrix, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    eyes = (EYES @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    crop = crop_aligned(tilted, Face(BOX, 1.0, eyes), margin)
    upright = crop_face(image, Face(BOX, 1.0), margin)
    assert (crop.shape, crop.dtype) == (upright.shape, np.uint8)
    inner = slice(len(crop) // 5, -len(crop) // 5)  # corners come from what was cut off before
    difference = np.abs(crop[inner, inner].astype(int) - upright[inner, inner])
    assert difference.mean() < 4


def test_without_landmarks_it_is_a_plain_crop():
    image = picture()
    face = Face(BOX, 1.0)
    np.testing.assert_array_equal(crop_aligned(image, face, 0.1), crop_face(image, face, 0.1))


@pytest.mark.parametrize('box', [Box(-30, -30, 60, 60), Box(200, 190, 80, 80),
                                 Box(1e6, 0, 50, 50)])
def test_at_and_beyond_the_border(box):
    face = Face(box, 1.0, EYES)
    image = picture()
    crop = crop_aligned(image, face, 0.0)
    assert crop.shape == crop_face(image, face, 0.0).shape


def test_an_absurd_box_takes_no_more_memory_than_a_plain_crop():
    face, image = Face(Box(-1e9, -1e9, 2e9, 2e9), 1.0, EYES), picture()
    height, width, _ = crop_aligned(image, face, 0.0).shape
    assert 1 <= height == width <= crop_face(image, face, 0.0).shape[0]


def test_eyes_in_one_place():
    assert crop_aligned(picture(), Face(BOX, 1.0, np.zeros((5, 2), np.float32)), 0.0).shape == (
        90, 90, 3)
