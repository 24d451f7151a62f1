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

"""Labels, votes and teachers as targets."""

from fer_ros.training.data import Split
from fer_ros.training.stage import Stage
from fer_ros.training.targets import emotion_shares, label_targets, teacher_weights, vote_shares
import numpy as np
import pytest

# FERPlus: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF
VOTES = np.array([[0, 8, 0, 2, 0, 0, 0, 0, 0, 0],  # happy, some say sad
                  [0, 0, 0, 6, 0, 0, 0, 4, 0, 0],  # sad, some say contempt
                  [0, 0, 0, 0, 0, 0, 0, 0, 10, 0],  # nobody knows
                  [-1] * 10], np.int8)
CLASSES = np.array([3, 0, 3, 4])  # happy, angry (contradicted), happy, sad


@pytest.fixture
def split():
    return Split(np.zeros((4, 48, 48), np.uint8), CLASSES, VOTES)


def test_shares():
    np.testing.assert_allclose(vote_shares(VOTES).sum(axis=1), [1, 1, 1, 0])
    emotions = emotion_shares(VOTES)
    np.testing.assert_allclose(emotions[0, [3, 4]], [0.8, 0.2])
    np.testing.assert_allclose(emotions[1, 4], 1)
    assert emotions[2:].sum() == 0


@pytest.mark.parametrize(('labels', 'expected'), [
    ('given', [[3, 1.0], [0, 1.0], [3, 1.0], [4, 1.0]]),
    ('votes', [[3, 0.9], [0, 0.5], [3, 1.0], [4, 1.0]]),
    ('supported', [[3, 1.0], [0, 0.0], [3, 1.0], [4, 1.0]])])
def test_labels_that_voters_contradict(split, labels, expected):
    targets = label_targets(split, Stage('all', 1, labels=labels))
    for row, (label, value) in zip(targets, expected, strict=True):
        assert row[label] == pytest.approx(value)
    sums = [1, 0, 1, 1] if labels == 'supported' else [1] * 4
    np.testing.assert_allclose(targets.sum(axis=1), sums, atol=1e-6)


def test_labels_that_are_not_learned_cost_nothing(split):
    learned = np.array([True, False, True, True])
    targets = label_targets(split, Stage('all', 1, label_smoothing=0.1), learned)
    np.testing.assert_allclose(targets.sum(axis=1), [1, 0, 1, 1], atol=1e-6)
    assert targets[0].max() == pytest.approx(0.9 + 0.1 / 7)


def test_teachers_that_did_not_learn_a_face_count_more():
    left_out, folds = np.array([0, 1, 1]), np.array([0, 1, 2])
    weights = teacher_weights(left_out, folds, 3, 3, 0.5)
    np.testing.assert_allclose(weights, [[2 / 3, 1 / 6, 1 / 6], [1 / 6, 5 / 12, 5 / 12],
                                         [1 / 3] * 3], atol=1e-6)
    np.testing.assert_allclose(teacher_weights(None, None, 2, 3, 1.0), np.full((3, 2), 0.5))
