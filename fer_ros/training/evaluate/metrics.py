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

"""Metrics of a classifier, computed from its probabilities."""

from __future__ import annotations

from fer_ros.training.data.dataset import label_columns
from fer_ros.values.labels import LABELS
import numpy as np

BINS = 15
# Confidence thresholds; below one, a face counts as unknown.
THRESHOLDS = tuple(round(0.3 + 0.05 * step, 2) for step in range(14))


def classification_metrics(probabilities: np.ndarray, classes: np.ndarray) -> dict:
    """
    Return accuracy, macro F1 and the recall of each class, as manifests hold them.

    :param probabilities: (n, 7) in the order of LABELS
    :param classes: (n,) true classes, indices into LABELS
    :return: fractions 0..1, rounded to 4 places; a class without faces has no recall
    """
    full = all_metrics(probabilities, classes)
    return {'accuracy': full['accuracy'], 'macro_f1': full['macro_f1'],
            'recall': {label: figures['recall'] for label, figures in full['per_class'].items()
                       if figures['support']}}


def all_metrics(probabilities: np.ndarray, classes: np.ndarray) -> dict:
    """
    Return accuracy, macro_f1, ece, mean_confidence, per_class and confusion.

    A class without faces that is never predicted has an F1 of 0.

    :param probabilities: (n, 7) in the order of LABELS
    :param classes: (n,) true classes, indices into LABELS
    :return: fractions rounded to 4 places; `confusion` holds counts, one row per true class
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    numbers = range(len(LABELS))
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = precision_recall_fscore_support(
        classes, predicted, labels=numbers, zero_division=0.0)
    return {
        'accuracy': round(float((predicted == classes).mean()), 4),
        'macro_f1': round(float(f1.mean()), 4),
        'ece': round(expected_calibration_error(probabilities, classes), 4),
        'mean_confidence': round(float(probabilities.max(axis=1).mean()), 4),
        'per_class': {label: {'precision': round(float(precision[i]), 4),
                              'recall': round(float(recall[i]), 4),
                              'f1': round(float(f1[i]), 4), 'support': int(support[i])}
                      for i, label in enumerate(LABELS)},
        'confusion': confusion_matrix(classes, predicted, labels=numbers).tolist()}


def calibration_bins(probabilities: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """
    Return the share of faces, mean confidence and accuracy by bin of confidence.

    :return: (15, 3); the last two are NaN in an empty bin
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    # Bins (0, 1/15], (1/15, 2/15] ... as in Guo et al.
    places = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    result = np.full((BINS, 3), np.nan)
    for number in range(BINS):
        here = places == number
        result[number, 0] = here.mean()
        if here.any():
            result[number, 1:] = confidence[here].mean(), right[here].mean()
    return result


def expected_calibration_error(probabilities: np.ndarray, classes: np.ndarray) -> float:
    """Return the ECE with 15 equal bins (Guo et al. 2017, arXiv:1706.04599), 0..1."""
    share, confidence, accuracy = calibration_bins(probabilities, classes).T
    return float(np.nansum(share * np.abs(confidence - accuracy)))


def coverage_curve(probabilities: np.ndarray, classes: np.ndarray) -> list[dict[str, float]]:
    """
    Return coverage and accuracy of the faces whose confidence reaches each of THRESHOLDS.

    :return: `threshold`, `coverage` and `accuracy`, 0..1; no entry if no face reaches it
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    curve = []
    for threshold in THRESHOLDS:
        kept = confidence >= threshold
        if kept.any():
            curve.append({'threshold': threshold, 'coverage': round(float(kept.mean()), 4),
                          'accuracy': round(float(right[kept].mean()), 4)})
    return curve


def ferplus_agreement(probabilities: np.ndarray, votes: np.ndarray) -> tuple[float, int]:
    """
    Return how often the model agrees with the majority vote, and the number of faces compared.

    A face is left out if the most votes are tied or not for one of the seven emotions.

    :param votes: (n, 10) in the order of VOTE_COLUMNS
    """
    columns = label_columns()
    most = votes.max(axis=1)
    target = columns[votes.argmax(axis=1)]
    clear = (most > 0) & ((votes == most[:, None]).sum(axis=1) == 1) & (target >= 0)
    right = probabilities.argmax(axis=1)[clear] == target[clear]
    return (round(float(right.mean()), 4) if len(right) else 0.0), int(clear.sum())
