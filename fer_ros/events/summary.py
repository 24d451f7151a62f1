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

"""One plain sentence with the people in view, for language models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import inf

from fer_ros.values.labels import UNKNOWN

# More people are counted by label instead of listed.
MAX_LISTED = 5
PERIOD_S = 1.0
# The labels after `looks`
_ADJECTIVES = {'disgust': 'disgusted', 'fear': 'afraid', 'surprise': 'surprised'}


def summarise(present: Sequence[tuple[str, str]]) -> str:
    """
    Return a sentence with the people in view.

    >>> summarise([('f1', 'happy'), ('f2', 'unknown')])
    '2 people are in view: f1 looks happy, f2 has no clear expression.'

    :param present: (face_id, label) of each, as `FaceEvents.present` returns them
    """
    if not present:
        return 'Nobody is in view.'
    number = len(present)
    people = '1 person is' if number == 1 else f'{number} people are'
    if number <= MAX_LISTED:
        parts = [f'{face_id} {_look(label, one=True)}' for face_id, label in present]
    else:
        parts = [f'{count} {_look(label, one=count == 1)}'
                 for label, count in Counter(label for _, label in present).most_common()]
    return f"{people} in view: {', '.join(parts)}."


def _look(label: str, *, one: bool) -> str:
    if label == UNKNOWN:
        return f"{'has' if one else 'have'} no clear expression"
    return f"look{'s' if one else ''} {_ADJECTIVES.get(label, label)}"


class SummaryTimer:
    """Says when a sentence is due: only if it is another one, and at most once a second."""

    def __init__(self) -> None:
        """Start: the first sentence is due at once."""
        self._sentence, self._time = '', -inf

    def is_due(self, sentence: str, now: float) -> bool:
        """
        Return whether to publish the sentence, and assume that this is done.

        :param now: seconds of a clock that never jumps
        """
        if sentence == self._sentence or now - self._time < PERIOD_S:
            return False
        self._sentence, self._time = sentence, now
        return True
