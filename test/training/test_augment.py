"""What augmentation does to faces, and what it leaves alone."""

import numpy as np
import pytest

from fer_ros.training.augment import augmented


@pytest.fixture
def faces():
    faces = np.random.default_rng(1).integers(0, 256, (400, 48, 48), np.uint8)
    faces.flags.writeable = False  # the training data must never be changed
    return faces


def moved(face, down, right):
    """Return the face moved, border pixels repeated, by padding and cutting out."""
    height, width = face.shape
    wide = np.pad(face, 8, mode='edge')
    return wide[8 + down:8 + down + height, 8 + right:8 + right + width]


def test_nothing_asked_nothing_done(faces):
    result = augmented(faces, np.random.default_rng(0), flip=False, shift=0)
    np.testing.assert_array_equal(result, faces)


def test_flip_mirrors_about_half(faces):
    result = augmented(faces, np.random.default_rng(0), flip=True, shift=0)
    assert result.dtype == np.uint8
    same = (result == faces).all(axis=(1, 2))
    mirrored = (result == faces[:, :, ::-1]).all(axis=(1, 2))
    assert (same ^ mirrored).all()
    # 400 coins: five standard deviations are 50
    assert 150 < mirrored.sum() < 250


@pytest.mark.parametrize('shift', [1, 2, 3])
def test_every_shift_up_to_the_limit(faces, shift):
    result = augmented(faces, np.random.default_rng(0), flip=False, shift=shift)
    assert result.shape == faces.shape
    assert result.dtype == np.uint8
    moves = [(down, right) for down in range(-shift, shift + 1)
             for right in range(-shift, shift + 1)]
    met = set()
    for before, after in zip(faces, result, strict=True):
        found = [move for move in moves if np.array_equal(moved(before, *move), after)]
        assert len(found) == 1
        met.add(found[0])
    assert met == set(moves)


def test_flip_and_shift_together(faces):
    result = augmented(faces[:50], np.random.default_rng(3), flip=True, shift=1)
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    for before, after in zip(faces, result, strict=False):
        assert any(np.array_equal(moved(face, *move), after)
                   for face in (before, before[:, ::-1]) for move in moves)


def test_the_generator_decides(faces):
    first, again, other = (augmented(faces, np.random.default_rng(seed), flip=True, shift=2)
                           for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_faces_that_are_not_square():
    faces = np.random.default_rng(1).integers(0, 256, (20, 10, 30), np.uint8)
    assert augmented(faces, np.random.default_rng(0), flip=True, shift=2).shape == (20, 10, 30)
