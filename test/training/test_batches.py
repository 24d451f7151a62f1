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

"""The batches of an epoch."""

from dataclasses import replace

from fer_ros.training.architectures.architecture import gray_input
from fer_ros.training.augment import Augmentation
from fer_ros.training.batches import batch_count, batches, vote_shares
from fer_ros.training.data import Split
from fer_ros.training.stage import Stage
import numpy as np
import pytest


@pytest.fixture
def split():
    faces = np.arange(50, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    votes = np.full((50, 10), -1, np.int8)
    votes[:40] = 0
    votes[:40, 3] = 8
    votes[:40, 0] = 2
    return Split(faces, np.arange(50) % 7, votes)


def stage(**changes):
    return Stage('all', 1, **{'batch_size': 16, 'votes': 0.5, **changes})


def collect(split, stage, seed=(1, 0, 0), **options):
    return list(batches(split, stage, gray_input(), seed, **options))


def test_each_face_once_with_its_targets(split):
    made = collect(split, stage())
    assert [len(faces) for faces, _ in made] == [16, 16, 16, 2]
    assert len(made) == batch_count(split, stage())
    numbers = np.concatenate([np.rint(faces[:, 0, 0, 0] * 255) for faces, _ in made]).astype(int)
    assert sorted(numbers) == list(range(50))
    classes = np.concatenate([targets['probabilities'] for _, targets in made])
    np.testing.assert_array_equal(classes.argmax(axis=1), numbers % 7)
    votes = np.concatenate([targets['votes'] for _, targets in made])
    np.testing.assert_allclose(votes.sum(axis=1), numbers < 40)
    np.testing.assert_allclose(votes[numbers < 40][:, [0, 3]], [[0.2, 0.8]] * 40)


def test_the_epoch_goes_on_at_any_batch(split):
    changing = stage(mixup=0.4, augmentation=Augmentation(flip=True, shift=0.1, noise=0.5))
    whole = collect(split, changing)
    for first in range(5):
        rest = collect(split, changing, first=first)
        assert len(rest) == 4 - min(first, 4)
        for (faces, targets), (again, targets_again) in zip(whole[first:], rest, strict=True):
            np.testing.assert_array_equal(faces, again)
            for name in targets:
                np.testing.assert_array_equal(targets[name], targets_again[name])


def test_every_epoch_has_its_own_order(split):
    first, other = (collect(split, stage(), seed=(1, 0, epoch))[0][0] for epoch in (0, 1))
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(('changes', 'has_votes', 'expected'), [
    ({}, True, {'probabilities', 'votes'}), ({}, False, {'probabilities'}),
    ({'votes': 0.0}, True, {'probabilities'}), ({'classes': False}, True, {'votes'})])
def test_targets_by_stage(split, changes, has_votes, expected):
    if not has_votes:
        split = Split(split.faces, split.classes)
    assert set(collect(split, stage(**changes))[0][1]) == expected


def test_mixup_mixes_faces_and_targets_alike(split):
    changes = stage(mixup=1.0, batch_size=50)
    ((faces, targets),) = collect(split, changes)
    ((plain, before),) = collect(split, stage(batch_size=50))
    order = np.rint(plain[:, 0, 0, 0] * 255)
    share, others = None, targets['probabilities']
    for row, old, face, number in zip(others, before['probabilities'], faces[:, 0, 0, 0], order,
                                      strict=True):
        kept = row[old.argmax()]
        if 0 < kept < 1:
            share = kept
            other = np.flatnonzero(np.isclose(row[np.arange(50) % 7], 1 - share, atol=1e-5))
            mixed = share * number + (1 - share) * other
            assert np.abs(mixed - face * 255).min() <= 0.501  # faces have whole grey values
    assert share is not None


def test_a_teacher_has_its_share_of_the_labels_targets(split):
    teacher = np.full((50, 7), 1 / 7, np.float32)
    taught = collect(split, stage(taught=0.25), teacher=teacher)
    for (_, targets), (_, labels) in zip(taught, collect(split, stage()), strict=True):
        np.testing.assert_allclose(targets['probabilities'],
                                   0.75 * labels['probabilities'] + 0.25 / 7, atol=1e-6)
        np.testing.assert_array_equal(targets['votes'], labels['votes'])


@pytest.mark.parametrize('mixup', [0.0, 1.0])
def test_a_consistent_teacher_sees_what_the_pupil_sees(split, mixup):
    changing = stage(taught=0.75, mixup=mixup, augmentation=Augmentation(shift=0.1, noise=0.5))
    seen = []

    def teacher(faces):
        seen.append(faces)
        return np.eye(7, dtype=np.float32)[np.arange(len(faces)) % 7]

    made = collect(split, changing, teacher=teacher)
    plain = collect(split, replace(changing, taught=0.0))
    for faces, (inputs, targets), (_, labels) in zip(seen, made, plain, strict=True):
        assert faces.dtype == np.uint8
        np.testing.assert_allclose(inputs[..., 0], faces / 255, atol=1e-6)
        np.testing.assert_allclose(
            targets['probabilities'],
            0.25 * labels['probabilities'] + 0.75 * np.eye(7)[np.arange(len(faces)) % 7],
            atol=1e-6)


def test_shares_of_no_votes_are_zero():
    assert vote_shares(np.full((2, 10), -1, np.int8)).sum() == 0
