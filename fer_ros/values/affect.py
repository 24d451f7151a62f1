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

"""Valence and arousal, derived from the probabilities of the emotions."""

from __future__ import annotations

from functools import lru_cache
import math
from operator import mul

from fer_ros.values.labels import LABELS
import numpy as np

# Mean pleasure and arousal, -1..1, that people assigned to the words angry, disgusted, fearful,
# happy, sad and surprised: J. A. Russell and A. Mehrabian, "Evidence for a three-factor theory
# of emotions", Journal of Research in Personality 11 (1977), 273-294. Neutral is the origin.
AFFECTS = {'russell-mehrabian-1977': {
    'angry': (-0.51, 0.59), 'disgust': (-0.60, 0.35), 'fear': (-0.64, 0.60),
    'happy': (0.81, 0.51), 'sad': (-0.63, -0.27), 'surprise': (0.40, 0.67),
    'neutral': (0.0, 0.0)}}


def valence_arousal(probabilities: np.ndarray, affect: str) -> tuple[float, float]:
    """
    Return the expected valence and arousal of a face, each -1..1.

    :param probabilities: (7,) in the order of LABELS
    :param affect: name of a mapping in AFFECTS; empty for none, which gives NaN
    """
    if not affect:
        return math.nan, math.nan
    # Plain numbers are faster than arrays of seven.
    values = probabilities.tolist()
    valences, arousals = _table(affect)
    return sum(map(mul, values, valences)), sum(map(mul, values, arousals))


@lru_cache
def _table(affect: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return valence and arousal of each label."""
    valences, arousals = zip(*(AFFECTS[affect][label] for label in LABELS), strict=True)
    return valences, arousals
