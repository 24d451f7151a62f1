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

"""Metrics against an example worked out by hand."""

from importlib.util import find_spec

from fer_ros.training.evaluate.metrics import (
    all_metrics, classification_metrics, expected_calibration_error, ferplus_agreement)
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


needs_sklearn = pytest.mark.skipif(not find_spec('sklearn'), reason='no scikit-learn')


def one_hot(classes):
    return np.eye(len(LABELS), dtype=np.float32)[classes]


@needs_sklearn
def test_by_hand():
    # angry is met 4 times, right 3, called fear once; fear 2 times, right 1, called angry once;
    # happy 1 of 1; sad once, called happy; disgust, surprise and neutral never appear:
    # they have no recall.
    true = np.array([0, 0, 0, 0, 2, 2, 3, 4])
    said = np.array([0, 0, 0, 2, 2, 0, 3, 3])
    metrics = classification_metrics(one_hot(said), true)
    # F1 = 2 TP / (2 TP + FP + FN): angry 6/8, fear 2/4, happy 2/3, the rest 0
    assert metrics == {
        'accuracy': 0.625,
        'macro_f1': pytest.approx((6 / 8 + 2 / 4 + 2 / 3) / 7, abs=5e-5),
        'recall': {'angry': 0.75, 'fear': 0.5, 'happy': 1.0, 'sad': 0.0}}


@needs_sklearn
def test_the_largest_probability_counts():
    probabilities = np.full((2, 7), 0.1)
    probabilities[0, 5] = probabilities[1, 6] = 0.4
    metrics = classification_metrics(probabilities, np.array([5, 1]))
    assert metrics['accuracy'] == 0.5
    assert metrics['recall']['surprise'] == 1.0
    assert metrics['recall']['disgust'] == 0.0


@needs_sklearn
@pytest.mark.parametrize(('shift', 'expected'), [(0, 1.0), (1, 0.0)])
def test_all_right_and_all_wrong(shift, expected):
    classes = np.arange(7)
    metrics = classification_metrics(one_hot((classes + shift) % 7), classes)
    assert metrics == {'accuracy': expected, 'macro_f1': expected,
                       'recall': dict.fromkeys(LABELS, expected)}


@needs_sklearn
def test_rounded_to_four_places():
    metrics = classification_metrics(one_hot([0, 0, 1]), np.array([0, 0, 0]))
    assert metrics['accuracy'] == 0.6667
    assert metrics['recall']['angry'] == 0.6667


def sure(confidences):
    """Return probabilities that give class 0 the confidence and share the rest."""
    first = np.array(confidences, float)[:, None]
    return np.concatenate([first, np.repeat((1 - first) / 6, 6, axis=1)], axis=1)


@pytest.mark.parametrize(('confidences', 'classes', 'expected'), [
    ([1.0, 1.0], [0, 0], 0.0), ([1.0, 1.0], [1, 1], 1.0), ([0.5, 0.5], [0, 1], 0.0),
    # One bin: confidence 0.7, accuracy 1/2
    ([0.7, 0.7, 0.7, 0.7], [0, 0, 1, 1], 0.2),
    # Two bins of two faces: |0.9 - 1| and |0.4 - 0.5|, each weighing a half
    ([0.9, 0.9, 0.4, 0.4], [0, 0, 0, 1], 0.1)])
def test_expected_calibration_error(confidences, classes, expected):
    assert expected_calibration_error(sure(confidences), np.array(classes)) == pytest.approx(
        expected)


@needs_sklearn
def test_all_metrics():
    true, said = np.array([0, 0, 0, 0, 2, 2, 3, 4]), np.array([0, 0, 0, 2, 2, 0, 3, 3])
    metrics = all_metrics(one_hot(said), true)
    assert metrics['per_class']['angry'] == {
        'precision': 0.75, 'recall': 0.75, 'f1': 0.75, 'support': 4}
    assert metrics['per_class']['happy'] == {
        'precision': 0.5, 'recall': 1.0, 'f1': 0.6667, 'support': 1}
    assert metrics['per_class']['neutral'] == {
        'precision': 0.0, 'recall': 0.0, 'f1': 0.0, 'support': 0}
    assert metrics['confusion'][0] == [3, 0, 1, 0, 0, 0, 0]
    assert metrics['confusion'][4] == [0, 0, 0, 1, 0, 0, 0]
    assert metrics['ece'] == pytest.approx(3 / 8)
    assert metrics['mean_confidence'] == 1.0


def test_ferplus_agreement():
    votes = np.zeros((6, 10), np.int8)
    votes[0, 1] = 8  # happiness
    votes[1, 4] = 6  # anger, while the model says happy
    votes[2, 7] = 9  # contempt, no label of ours
    votes[3, [0, 3]] = 5  # a tie
    votes[4] = -1  # nobody voted
    votes[5, 0] = 4  # neutral
    said = one_hot([3, 3, 3, 6, 3, 6])
    assert ferplus_agreement(said, votes) == (0.6667, 3)
