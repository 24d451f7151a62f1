"""Figures of merit of a classifier, from its probabilities."""

from __future__ import annotations

import numpy as np

from fer_ros.values.labels import LABELS


def classification_metrics(probabilities: np.ndarray, classes: np.ndarray) -> dict:
    """
    Return accuracy, macro F1 and the recall of each class.

    :param probabilities: (n, 7) in the order of LABELS
    :param classes: (n,) true classes, indices into LABELS
    :return: fractions 0..1, rounded to 4 places; a class with no face has no recall
    """
    count = len(LABELS)
    predicted = probabilities.argmax(axis=1)
    confusion = np.zeros((count, count), np.int64)
    np.add.at(confusion, (classes, predicted), 1)
    right, true, said = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    # F1 = 2 TP / (2 TP + FP + FN); 0 for a class that is neither there nor ever said.
    f1 = 2 * right / np.maximum(true + said, 1)
    return {
        'accuracy': round(float(right.sum() / len(classes)), 4),
        'macro_f1': round(float(f1.mean()), 4),
        'recall': {label: round(float(right[i] / true[i]), 4)
                   for i, label in enumerate(LABELS) if true[i]}}
