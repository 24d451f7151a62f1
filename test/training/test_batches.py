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

from fer_ros.training.architectures.architecture import gray_input
from fer_ros.training.augment import Augmentation
from fer_ros.training.batches import Batches, shared_settings
from fer_ros.training.data import Split
from fer_ros.training.stage import Stage
import numpy as np
import pytest

pytest.importorskip('tensorflow')
pytest.importorskip('keras')

# NumPy 2 on Keras, whose conversion of tensors does not take `copy` yet
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
TARGETS = np.eye(7, dtype=np.float32)[np.arange(50) % 7]


@pytest.fixture
def split():
    faces = np.arange(50, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    return Split(faces, np.arange(50) % 7)


def stage(**changes):
    return Stage('all', 1, **{'batch_size': 16, **changes})


def collect(split, stage, seed=(1, 0, 0), **options):
    made = Batches(split, stage, gray_input(), {'probabilities_0': TARGETS}, **options)
    return [made.make(seed, number) for number in range(len(made))]


def test_each_face_at_most_once_with_its_target(split):
    made = collect(split, stage())
    assert [len(faces) for faces, _ in made] == [16, 16, 16]
    numbers = np.concatenate([np.rint(faces[:, 0, 0, 0] * 255) for faces, _ in made]).astype(int)
    assert len(set(numbers)) == 48
    classes = np.concatenate([targets['probabilities_0'] for _, targets in made])
    np.testing.assert_array_equal(classes.argmax(axis=1), numbers % 7)


def test_a_small_split_is_one_batch(split):
    ((faces, _),) = collect(split, stage(batch_size=64))
    assert len(faces) == 50


def test_every_batch_depends_on_its_number_alone(split):
    changing = stage(mixup=0.4, augmentation=Augmentation(flip=True, shift=0.1, noise=0.5))
    made = Batches(split, changing, gray_input(), {'probabilities_0': TARGETS})
    whole = [made.make((1, 0, 0), number) for number in range(len(made))]
    for number in (2, 0, 1):
        faces, targets = made.make((1, 0, 0), number)
        np.testing.assert_array_equal(faces, whole[number][0])
        np.testing.assert_array_equal(targets['probabilities_0'],
                                      whole[number][1]['probabilities_0'])


def test_every_epoch_has_its_own_order(split):
    first, other = (collect(split, stage(), seed=(1, 0, epoch))[0][0] for epoch in (0, 1))
    assert not np.array_equal(first, other)


def test_mixup_mixes_faces_and_targets_alike(split):
    # A face's grey value is its number, and so are its mean of targets that hold the numbers.
    numbers = np.arange(50, dtype=np.float32)[:, None]
    made = Batches(split, stage(mixup=1.0), gray_input(), {'probabilities_0': numbers})
    for number in range(len(made)):
        faces, targets = made.make((1, 0, 0), number)
        np.testing.assert_allclose(faces[:, 0, 0, 0] * 255, targets['probabilities_0'][:, 0],
                                   atol=0.51)
        assert (faces[:, 0, 0, 0] * 255 % 1 < 1e-3).all()


class Teachers:
    """Two teachers: one says 0 of every face, the other the class that its grey value tells."""

    count, left_out = 2, None

    def __init__(self):
        self.seen = []

    def answers(self, faces):
        self.seen.append(faces)
        own = np.eye(7, dtype=np.float32)[faces[:, 0, 0] % 7]
        return np.stack([np.eye(7, dtype=np.float32)[np.zeros(len(faces), int)], own])


@pytest.mark.parametrize('mixup', [0.0, 1.0])
def test_teachers_see_what_the_pupil_sees_and_have_their_shares(split, mixup):
    teachers = Teachers()
    weights = np.tile(np.float32([0.25, 0.75]), (50, 1))
    changing = stage(mixup=mixup, augmentation=Augmentation(noise=0.5))
    made = collect(split, changing, teachers=teachers, distilled={
        'probabilities_0': (0.5, weights)})
    plain = collect(split, changing)
    for faces, (inputs, targets), (_, labels) in zip(teachers.seen, made, plain, strict=True):
        np.testing.assert_allclose(inputs[..., 0], faces / 255, atol=1e-6)
        zero, own = Teachers().answers(faces)
        np.testing.assert_allclose(
            targets['probabilities_0'],
            0.5 * labels['probabilities_0'] + 0.125 * zero + 0.375 * own, atol=1e-6)


def test_networks_may_differ_in_their_targets_alone():
    same = [stage(votes_weight=0.5, labels='votes', distillation_weight=0.3)]
    assert shared_settings([stage()]) == shared_settings(same)
    assert shared_settings([stage()]) != shared_settings([stage(learning_rate=0.5)])
