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

"""Filtering the results before they are published, written or drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
import math

from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import LABELS, parse_labels, UNKNOWN
from fer_ros.values.settings import Settings


def reported_labels(settings: Settings) -> tuple[str, ...]:
    """Return the labels of the filtered results, in the order of LABELS."""
    return parse_labels(settings.allowed_emotions)


def filter_results(emotions: Sequence[FaceEmotion], settings: Settings) -> list[FaceEmotion]:
    """
    Return the emotions that the settings allow.

    This comes after tracking, smoothing and hysteresis, which use all labels. The label is UNKNOWN
    if its probability is below `min_confidence`, if the quality of the face is known to be below
    `min_quality`, or if it is not one of `allowed_emotions`. Only the probabilities of
    `allowed_emotions` are kept. They are not scaled to sum to 1, because that would overstate
    them. Valence and arousal depend on all probabilities and become NaN.

    :param emotions: with the probabilities of all LABELS
    """
    labels = reported_labels(settings)
    if labels == LABELS and not settings.min_confidence and not settings.min_quality:
        return list(emotions)
    kept = [LABELS.index(label) for label in labels]
    return [_reported(emotion, settings, labels, kept) for emotion in emotions]


def _reported(emotion: FaceEmotion, settings: Settings, labels: tuple[str, ...],
              kept: list[int]) -> FaceEmotion:
    named = (emotion.label in labels and emotion.confidence >= settings.min_confidence
             # An unknown quality (NaN) is not below the limit.
             and not emotion.quality < settings.min_quality)
    label = emotion.label if named else UNKNOWN
    if labels == LABELS:
        return replace(emotion, label=label)
    return replace(emotion, label=label, labels=labels, probabilities=emotion.probabilities[kept],
                   raw_probabilities=emotion.raw_probabilities[kept], valence=math.nan,
                   arousal=math.nan)
