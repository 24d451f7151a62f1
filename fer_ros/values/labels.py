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

"""The seven emotion labels and their canonical order."""

from __future__ import annotations

from functools import lru_cache

# The order of FER2013's class indices (Goodfellow et al. 2013, arXiv:1307.0414).
LABELS = ('angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral')

# The label of a face without a certain emotion, as in msg/Emotion.msg
UNKNOWN = 'unknown'

# Spellings in data sets, model cards and other packages (FER2013, FERPlus, AffectNet,
# RAF-DB, OpenCV Zoo, hri_msgs, DeepFace).
_SYNONYMS = {
    'angry': ('anger', 'angriness'),
    'disgust': ('disgusted', 'digust'),
    'fear': ('fearful', 'fearfull', 'scared', 'afraid'),
    'happy': ('happiness', 'joy'),
    'sad': ('sadness',),
    'surprise': ('surprised', 'suprise', 'suprised'),
    'neutral': ('neutrality',),
}
_CANONICAL = {word: label for label in LABELS for word in (label, *_SYNONYMS[label])}


def canonical_label(word: str) -> str:
    """
    Return the canonical label for a spelling.

    >>> canonical_label('Happiness')
    'happy'

    :raises ValueError: for any other word; the message lists the labels
    """
    label = _CANONICAL.get(str(word).strip().lower())
    if label is None:
        raise ValueError(f"unknown emotion label '{word}'; known: {', '.join(LABELS)}")
    return label


@lru_cache(maxsize=16)
def parse_labels(text: str) -> tuple[str, ...]:
    """
    Return the labels in a comma-separated text, in the canonical order.

    >>> parse_labels('sad, Happiness')
    ('happy', 'sad')

    :param text: an empty text means all labels
    :raises ValueError: if a word is not a label; the message lists the labels
    """
    if not text:
        return LABELS
    words = {canonical_label(word) for word in text.split(',')}
    return tuple(label for label in LABELS if label in words)
