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

"""Statistics of a data set, as explore.json holds them."""

from __future__ import annotations

from typing import Any

from fer_ros.training.data import DataSet, Split
from fer_ros.training.data.copies import Copies
from fer_ros.training.data.dataset import label_columns
from fer_ros.values.labels import LABELS
import numpy as np


def class_counts(split: Split) -> dict[str, int]:
    """Return the number of faces of each class."""
    counts = np.bincount(split.classes, minlength=len(LABELS))
    return dict(zip(LABELS, counts.tolist(), strict=True))


def class_weights(split: Split) -> dict[str, float]:
    """
    Return n / (7 n_c) for each class, like scikit-learn's `balanced`.

    King and Zeng, "Logistic regression in rare events data" (2001). A class without faces has 0.
    """
    counts = np.bincount(split.classes, minlength=len(LABELS))
    weights = np.where(counts, len(split) / (len(LABELS) * np.maximum(counts, 1)), 0.0)
    return dict(zip(LABELS, np.round(weights, 3).tolist(), strict=True))


def light(split: Split) -> dict[str, Any]:
    """Return mean brightness and contrast (standard deviation) in grey values, and blank faces."""
    means, deviations = split.faces.mean(axis=(1, 2)), split.faces.std(axis=(1, 2))
    return {'brightness': round(float(means.mean()), 1),
            'contrast': round(float(deviations.mean()), 1),
            'blank': int((deviations < 1).sum())}


def copy_counts(copies: Copies, data: DataSet) -> list[dict[str, Any]]:
    """Return the numbers of copies within each split and between each two splits."""
    names = list(data.splits)
    rows = []
    for place, one in enumerate(names):
        for other in names[place:]:
            pairs = copies.between(one, other)
            first, second = copies.first[pairs], copies.second[pairs]
            exact = (copies.faces[first] == copies.faces[second]).all(axis=(1, 2))
            same = copies.same(pairs)
            rows.append({'between': [one, other], 'pairs': len(pairs),
                         'exact': int(exact.sum()),
                         'same': len(same),
                         'same_faces': [copies.touched(same, name) for name in (one, other)],
                         'faces': [copies.touched(pairs, name) for name in (one, other)],
                         'contradicting': len(copies.contradicting(pairs))})
    return rows


def agreement(split: Split) -> dict[str, Any]:
    """
    Return how far the FERPlus votes agree with the label of each class.

    :return: by label: `own`, the share of votes for the label; `most`, the share of faces with
        the most votes for it
    """
    columns = label_columns()
    assert split.votes is not None
    votes = np.maximum(split.votes, 0)
    result = {}
    for index, label in enumerate(LABELS):
        own = votes[split.classes == index]
        own = own[own.sum(axis=1) > 0]
        if len(own):
            share = own[:, columns == index].sum(axis=1) / own.sum(axis=1)
            most = columns[own.argmax(axis=1)] == index
            result[label] = {'own': round(float(share.mean()), 4),
                             'most': round(float(most.mean()), 4), 'faces': len(own)}
    return result


def suspects(split: Split, count: int) -> np.ndarray:
    """
    Return the indices of the faces whose votes contradict their label most.

    They have the largest share of votes for one other emotion, minus the share for the label.
    """
    columns = label_columns()
    assert split.votes is not None
    votes = np.maximum(split.votes, 0).astype(float)
    shares = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    by_label = np.stack([shares[:, columns == index].sum(axis=1) for index in range(len(LABELS))],
                        axis=1)
    own = by_label[np.arange(len(split)), split.classes]
    doubt = by_label.max(axis=1) - own
    return np.argsort(-doubt, kind='stable')[:count]
