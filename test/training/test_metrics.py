"""Metrics against an example worked out by hand."""

import numpy as np
import pytest

from fer_ros.training.metrics import classification_metrics
from fer_ros.values.labels import LABELS


def one_hot(classes):
    return np.eye(len(LABELS), dtype=np.float32)[classes]


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


def test_the_largest_probability_counts():
    probabilities = np.full((2, 7), 0.1)
    probabilities[0, 5] = probabilities[1, 6] = 0.4
    metrics = classification_metrics(probabilities, np.array([5, 1]))
    assert metrics['accuracy'] == 0.5
    assert metrics['recall']['surprise'] == 1.0
    assert metrics['recall']['disgust'] == 0.0


@pytest.mark.parametrize(('shift', 'expected'), [(0, 1.0), (1, 0.0)])
def test_all_right_and_all_wrong(shift, expected):
    classes = np.arange(7)
    metrics = classification_metrics(one_hot((classes + shift) % 7), classes)
    assert metrics == {'accuracy': expected, 'macro_f1': expected,
                       'recall': dict.fromkeys(LABELS, expected)}


def test_rounded_to_four_places():
    metrics = classification_metrics(one_hot([0, 0, 1]), np.array([0, 0, 0]))
    assert metrics['accuracy'] == 0.6667
    assert metrics['recall']['angry'] == 0.6667
