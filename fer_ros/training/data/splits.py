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

"""Finds the split of a face by a word in the data or by a hash of its pixels."""

from __future__ import annotations

from collections.abc import Iterable
import hashlib
import re

from fer_ros.training.data.dataset import SPLITS
import numpy as np

_TRAINING = ('training', 'train', 'fer2013train')
_PUBLIC = ('publictest', 'public', 'validation', 'valid', 'val', 'dev', 'fer2013valid')
_PRIVATE = ('privatetest', 'private')
# PrivateTest if there is a validation split, otherwise PublicTest
_TEST = ('test', 'testing', 'eval', 'evaluation', 'fer2013test')
SPLIT_WORDS = frozenset((*_TRAINING, *_PUBLIC, *_PRIVATE, *_TEST))


def plain_word(word: str) -> str:
    """Return a word in lower case, without blanks, dashes and underscores."""
    return re.sub(r'[\s_-]', '', word).lower()


def split_names(words: Iterable[str]) -> dict[str, str]:
    """
    Return the split that each word means, without the words that mean no split.

    :param words: all words for splits in the data

    >>> split_names(['train', 'Test'])
    {'train': 'Training', 'Test': 'PublicTest'}
    """
    training, public, private = SPLITS
    plain = {word: plain_word(word) for word in words}
    has_public = any(word in _PUBLIC for word in plain.values())
    names = {**dict.fromkeys(_TRAINING, training), **dict.fromkeys(_PUBLIC, public),
             **dict.fromkeys(_PRIVATE, private),
             **dict.fromkeys(_TEST, private if has_public else public)}
    return {word: names[key] for word, key in plain.items() if key in names}


def split_by_hash(face: np.ndarray, share: float) -> str:
    """
    Return the split of a face: PublicTest for a `share` of all faces, otherwise Training.

    The split depends only on the pixels: equal images are in the same split, and the order of the
    faces does not matter.

    :param face: uint8 pixels
    """
    number = int.from_bytes(hashlib.sha256(face.tobytes()).digest()[:8], 'big')
    return SPLITS[1] if number < share * 2 ** 64 else SPLITS[0]
