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

"""How far faces can be trusted."""

import cv2
from fer_ros.classifiers.quality import face_quality, frontality, inside_value, sharpness_value
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest

SIDE = 48


@pytest.fixture(scope='module')
def portrait():
    """Return the face of Eileen Collins, (96, 96, 3) BGR."""
    data = pytest.importorskip('skimage.data')
    return np.ascontiguousarray(data.astronaut()[75:171, 177:273, ::-1])


def points(yaw: float, tilt: float = 0.0, scale: float = 100.0) -> np.ndarray:
    """Return landmarks of a head that is turned by `yaw` and tilted by `tilt`, radians."""
    eye, nose = np.cos(yaw) / 2, 0.55 * np.sin(yaw)
    flat = np.array([(-eye, 0), (eye, 0), (nose, 0.6), (-eye, 1.2), (eye, 1.2)])
    turn = np.array([(np.cos(tilt), -np.sin(tilt)), (np.sin(tilt), np.cos(tilt))])
    return (scale * flat @ turn.T + 200).astype(np.float32)


@pytest.mark.parametrize('yaw', [0.0, 0.3, -0.3, 0.8, -1.2])
@pytest.mark.parametrize('tilt', [0.0, 0.4])
def test_a_turned_face_counts_by_the_squared_cosine(yaw, tilt):
    face = Face(Box(0, 0, 9, 9), 1.0, points(yaw, tilt))
    assert frontality(face) == pytest.approx(np.cos(yaw) ** 2, abs=1e-4)
    assert frontality(face.scaled(3, 3)) == pytest.approx(frontality(face), abs=1e-4)


def test_without_landmarks_nothing_is_known_of_the_turn():
    assert frontality(Face(Box(0, 0, 9, 9), 1.0)) == 1.0


def test_eyes_in_one_place_are_no_face():
    assert frontality(Face(Box(0, 0, 9, 9), 1.0, np.zeros((5, 2), np.float32))) == 0.0


@pytest.mark.parametrize('size', [SIDE, 60, 96, 150, 400, 1000])
def test_the_more_blurred_the_less(portrait, size):
    values = []
    for sigma in (0, 4, 8, 16):
        face = cv2.GaussianBlur(portrait, (0, 0), sigma) if sigma else portrait
        values.append(sharpness_value(cv2.resize(face, (size, size))))
    assert values[0] == 1.0
    assert values[1] > max(values[2:])
    # Rounding to whole grey values leaves some detail in the smoothest picture.
    assert max(values[2:]) < 0.4


@pytest.mark.parametrize('horizontal', [True, False])
def test_motion_blurs_along_one_axis(portrait, horizontal):
    kernel = np.full((1, 31) if horizontal else (31, 1), 1 / 31, np.float32)
    assert sharpness_value(cv2.filter2D(portrait, -1, kernel)) < 0.8


def test_light_and_contrast_make_little_difference(portrait):
    blurred = cv2.GaussianBlur(portrait, (0, 0), 6)
    value = sharpness_value(blurred)
    assert 0.1 < value < 0.9
    assert sharpness_value(cv2.convertScaleAbs(blurred, alpha=0.8, beta=20)) == \
        pytest.approx(value, rel=0.15)


def test_a_flat_crop_is_no_face():
    assert sharpness_value(np.full((60, 60, 3), 90, np.uint8)) == 0.0
    assert sharpness_value(np.full((1, 1, 3), 90, np.uint8)) == 0.0


@pytest.mark.parametrize(('side', 'quality'), [(48, 1.0), (20, 1.0), (12, 0.625), (6, 0.3125)])
def test_small_faces_count_less(portrait, side, quality):
    crop = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
    assert face_quality(crop, Face(Box(0, 0, side, side), 1.0), SIDE) == pytest.approx(quality)


def test_what_is_wrong_with_a_face_multiplies(portrait):
    crop = cv2.resize(portrait, (12, 12), interpolation=cv2.INTER_AREA)
    turned = Face(Box(0, 0, 12, 12), 1.0, points(0.5))
    assert face_quality(crop, turned, SIDE) == pytest.approx(0.625 * np.cos(0.5) ** 2, abs=1e-3)


@pytest.mark.parametrize('step', [(1, 1), (2, 3)])
def test_views_are_fine(portrait, step):
    view = portrait[::step[0], ::step[1]][:30, :30]
    assert 0 <= sharpness_value(view) <= 1


@pytest.mark.parametrize('size', [48, 96, 150, 400])
def test_a_strong_blur_makes_a_face_unknown_at_any_size(portrait, size):
    """Heads in the background: the blur is 1/12 of the face."""
    face = cv2.GaussianBlur(cv2.resize(portrait, (size, size)), (0, 0), size / 12)
    assert sharpness_value(face) < 0.3


@pytest.mark.parametrize('size', [48, 96, 150, 400])
def test_detail_that_no_expression_needs_may_be_missing(portrait, size):
    face = cv2.GaussianBlur(cv2.resize(portrait, (size, size)), (0, 0), size / 48)
    assert sharpness_value(face) == 1.0


@pytest.mark.parametrize(('box', 'value'), [
    (Box(10, 10, 40, 40), 1.0), (Box(0, 0, 100, 80), 1.0), (Box(-7, 10, 40, 40), 1.0),
    (Box(-10, 10, 40, 40), 5 / 6), (Box(70, 10, 40, 40), 5 / 6), (Box(10, -10, 40, 40), 5 / 6),
    (Box(10, 50, 40, 40), 5 / 6), (Box(-20, 10, 40, 40), 0.0), (Box(-30, -30, 40, 40), 0.0),
    (Box(500, 10, 40, 40), 0.0)])
def test_a_face_that_the_border_cuts_counts_by_what_is_in_the_image(box, value):
    assert inside_value(Face(box, 1.0), (100, 80)) == pytest.approx(value)


def test_landmarks_outside_the_image():
    box = Box(10, 50, 40, 40)  # three quarters of it are in the image
    marks = np.array([(20, 60), (40, 60), (30, 70), (22, 82), (38, 82)], np.float32)
    assert inside_value(Face(box, 1.0, marks), (100, 80)) == pytest.approx(3 / 5)
    # With all of them in the image, hair and chin may be outside.
    assert inside_value(Face(Box(10, 50, 60, 80), 1.0, marks - (0, 5)), (100, 80)) == 1.0
    # None of the landmarks is far from the border, but most of the box is outside.
    assert inside_value(Face(Box(10, 50, 60, 80), 1.0, marks), (100, 80)) == 0.0


@pytest.mark.parametrize(('score', 'full', 'quality'), [
    (0.9, 0.85, 1.0), (0.85, 0.85, 1.0), (0.6, 0.85, 0.548), (0.29, 0.85, 0.0), (0.29, 0.0, 1.0)])
def test_a_low_score_of_a_detector_that_tells_means_a_covered_face(portrait, score, full, quality):
    face = Face(Box(0, 0, 96, 96), score)
    assert face_quality(portrait, face, SIDE, full_score=full) == pytest.approx(quality, abs=0.01)
