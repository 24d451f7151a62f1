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

"""The targets of a network: labels, votes, and the weights of the teachers' answers."""

from __future__ import annotations

from fer_ros.training.data import Split
from fer_ros.training.data.dataset import label_columns
from fer_ros.training.stage import Stage
from fer_ros.values.labels import LABELS
import numpy as np


def vote_shares(votes: np.ndarray) -> np.ndarray:
    """Return FERPlus votes (n, 10) as shares, float32; all 0 for a face without votes."""
    counts = np.maximum(votes, 0).astype(np.float32)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def label_targets(split: Split, stage: Stage, learned: np.ndarray | None = None) -> np.ndarray:
    """
    Return the label targets of a stage as probabilities, (n, 7) float32.

    :param learned: (n,) whether the label of a face may be learned; None for all
    :return: a row of zeros, which adds nothing to the loss, for a face whose label is not learned
    """
    count = len(LABELS)
    targets = np.eye(count, dtype=np.float32)[split.classes]
    if stage.labels != 'given' and split.votes is not None:
        emotions = emotion_shares(split.votes)
        voted = emotions.sum(axis=1) > 0
        if stage.labels == 'votes':
            targets[voted] = (targets[voted] + emotions[voted]) / 2
        else:
            own = emotions[np.arange(len(split)), split.classes]
            targets[voted & (own == 0)] = 0
    kept = targets.sum(axis=1, keepdims=True)
    targets = (1 - stage.label_smoothing) * targets + kept * stage.label_smoothing / count
    if learned is not None:
        targets[~learned] = 0
    return targets


def emotion_shares(votes: np.ndarray) -> np.ndarray:
    """Return FERPlus votes (n, 10) as shares (n, 7) of the votes for LABELS; 0 without any."""
    columns = label_columns()
    counts = np.maximum(votes, 0).astype(np.float32)
    emotions = np.stack([counts[:, columns == index].sum(axis=1)
                         for index in range(len(LABELS))], axis=1)
    return emotions / np.maximum(emotions.sum(axis=1, keepdims=True), 1)


def teacher_weights(left_out: np.ndarray | None, folds: np.ndarray | None, teachers: int,
                    faces: int, unseen: float) -> np.ndarray:
    """
    Return the weight of each teacher's answer for each face, (faces, teachers).

    :param left_out: (teachers,) the fold whose labels each teacher did not learn; None if they
        learned all labels
    :param folds: (faces,) the fold of each face
    :param unseen: share of the weight that goes only to teachers that did not learn the face's
        label; if there is no such teacher, all have the same weight
    :return: rows that sum to 1
    """
    weights = np.full((faces, teachers), 1 / teachers, np.float32)
    if unseen and left_out is not None and folds is not None:
        own = (folds[:, None] == left_out).astype(np.float32)
        some = own.sum(axis=1) > 0
        weights[some] = ((1 - unseen) * weights[some]
                         + unseen * own[some] / own[some].sum(axis=1, keepdims=True))
    return weights
