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

"""What augmentation does to faces, and what it leaves alone."""

import cv2
from fer_ros.training.augment import Augmentation, draw
from fer_ros.training.transform import compiled, Transform
from fer_ros.training.transform_constants import FAR_SHARES
import numpy as np
import pytest

pytest.importorskip('tensorflow')
pytest.importorskip('keras')

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")


@pytest.fixture
def faces():
    """Return noise with a bright square off the centre, on a grey ground."""
    faces = np.random.default_rng(1).integers(90, 130, (400, 48, 48)).astype(np.uint8)
    faces[:, 12:20, 26:34] = 240
    faces.flags.writeable = False  # the training data must never be changed
    return faces


def run(faces, seed=0, **what):
    draws = draw(len(faces), faces.shape[1:], np.random.default_rng(seed), Augmentation(**what))
    result = compiled(Transform(*faces.shape[1:]))({'faces': faces, **draws})
    assert result.shape == faces.shape
    assert result.dtype == np.uint8
    return result


def centers(faces):
    """Return (row, column) of the middle of each bright square."""
    rows, columns = np.mgrid[:48, :48]
    weights = (faces > 200).astype(float)
    total = weights.sum(axis=(1, 2))
    return np.stack([(weights * rows).sum(axis=(1, 2)) / total,
                     (weights * columns).sum(axis=(1, 2)) / total], axis=1)


def test_nothing_asked_nothing_done(faces):
    np.testing.assert_array_equal(run(faces), faces)


def test_flip_mirrors_about_half(faces):
    result = run(faces, flip=True)
    same = (result == faces).all(axis=(1, 2))
    mirrored = (result == faces[:, :, ::-1]).all(axis=(1, 2))
    assert (same ^ mirrored).all()
    # 400 coins: five standard deviations are 50
    assert 150 < mirrored.sum() < 250


@pytest.mark.parametrize('shift', [0.05, 0.1])
def test_shift_stays_within_its_limit_and_uses_it(faces, shift):
    moves = centers(run(faces, shift=shift)) - centers(faces)
    assert np.abs(moves).max() <= 48 * shift + 0.6
    assert (moves.max(axis=0) > 0.8 * 48 * shift).all()
    assert (moves.min(axis=0) < -0.8 * 48 * shift).all()
    assert np.abs(moves.mean(axis=0)).max() < 0.2 * 48 * shift


def test_rotation_turns_about_the_centre(faces):
    middle = np.array([23.5, 23.5])
    before, after = centers(faces) - middle, centers(run(faces, rotation=15)) - middle
    np.testing.assert_allclose(np.hypot(*after.T), np.hypot(*before.T), atol=0.8)
    angles = np.degrees(np.arctan2(after[:, 0], after[:, 1])
                        - np.arctan2(before[:, 0], before[:, 1]))
    assert 12 < angles.max() < 17
    assert -17 < angles.min() < -12


def test_scale_grows_and_shrinks(faces):
    areas = (run(faces, scale=0.2) > 200).sum(axis=(1, 2)) / 64
    assert 0.55 < areas.min() < 0.85
    assert 1.15 < areas.max() < 1.6


def test_light_keeps_the_order_of_grey_values(faces):
    result = run(faces, light=1.0).astype(int)
    patch, above = result[:, 12:20, 26:34], result[:, :10]
    assert (patch.min(axis=(1, 2)) >= above.max(axis=(1, 2))).all()
    means = result.mean(axis=(1, 2)) / faces.mean(axis=(1, 2))
    assert means.min() < 0.4
    assert means.max() > 1.2


@pytest.mark.parametrize('what', ['blur', 'noise', 'compression', 'occlusion', 'mask', 'light'])
def test_chances(faces, what):
    def changed(chance):
        return (run(faces, **{what: chance}) != faces).any(axis=(1, 2)).sum()
    assert changed(1.0) >= 395
    assert 50 < changed(0.25) < 150


def test_blur_takes_detail_away(faces):
    detail = [np.abs(np.diff(some.astype(int), axis=2)).mean(axis=(1, 2))
              for some in (faces, run(faces, blur=1.0))]
    assert (detail[1] < detail[0]).all()


def test_occlusion_covers_a_part(faces):
    share = (run(faces, occlusion=1.0) != faces).mean(axis=(1, 2))
    assert share.min() > 0.015
    assert share.max() <= 0.4**2 + 0.01


def test_a_mask_covers_the_mouth_and_leaves_the_eyes(faces):
    result = run(faces, mask=1.0)
    np.testing.assert_array_equal(result[:, :26], faces[:, :26])
    for face in result:
        assert len(np.unique(face[-9:])) == 1


@pytest.mark.parametrize('quality', [15, 40, 70])
def test_compression_is_that_of_jpeg(quality):
    faces = np.random.default_rng(2).integers(0, 256, (20, 48, 48)).astype(np.uint8)
    faces = np.stack([cv2.GaussianBlur(face, (0, 0), 2) for face in faces])
    made = compiled(Transform(48, 48))({
        'faces': faces, 'quality': np.full(20, quality, np.float32)})
    for face, mine in zip(faces, made, strict=True):
        _, data = cv2.imencode('.jpg', face, [cv2.IMWRITE_JPEG_QUALITY, quality])
        theirs = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        # The codec computes in whole numbers.
        assert np.abs(mine.astype(int) - theirs).mean() < 1


def test_far_faces_are_what_opencv_makes_of_them(faces):
    made = compiled(Transform(48, 48))({
        'faces': faces, 'sigma': np.zeros(len(faces), np.float32),
        'far': np.full(len(faces), 5, np.int32)})
    side = round(48 * FAR_SHARES[5])
    for face, mine in zip(faces[:10], made[:10], strict=True):
        small = cv2.resize(face.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
        theirs = cv2.resize(small, (48, 48), interpolation=cv2.INTER_LINEAR)
        np.testing.assert_allclose(mine, theirs, atol=0.51)


def test_the_generator_decides(faces):
    everything = {'flip': True, 'shift': 0.1, 'rotation': 15, 'scale': 0.1, 'light': 0.5,
                  'blur': 0.5, 'noise': 0.5, 'compression': 0.5, 'occlusion': 0.5}
    first, again, other = (run(faces, seed, **everything) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_faces_that_are_not_square():
    faces = np.random.default_rng(1).integers(0, 256, (20, 10, 30), np.uint8)
    run(faces, flip=True, shift=0.1, rotation=10, blur=1.0, occlusion=1.0)
