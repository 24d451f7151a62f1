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

"""Finds the class that a label, a number or a folder name of a data set means."""

from __future__ import annotations

from collections.abc import Iterable
import re

from fer_ros.values.labels import canonical_label, LABELS

# Codes of KDEF (Lundqvist et al. 1998) and JAFFE (Lyons et al. 1998)
_CODES = {'an': 'angry', 'di': 'disgust', 'af': 'fear', 'fe': 'fear', 'ha': 'happy', 'sa': 'sad',
          'su': 'surprise', 'ne': 'neutral'}
_NUMBERS = {str(number): number for number in range(len(LABELS))}


def class_of_value(text: str) -> int | None:
    """
    Return the class (index into LABELS) that a field of a table means, or None.

    Numbers are those of FER2013; a zero fraction is allowed, as in 3.0.

    >>> class_of_value('3.0'), class_of_value('Happiness'), class_of_value('7')
    (3, 3, None)
    """
    text = text.strip()
    number = re.fullmatch(r'(\d+)(\.0*)?', text)
    if number:
        return _NUMBERS.get(number[1])
    return _class_of_word(text)


def _class_of_word(word: str) -> int | None:
    """Return the class of a word; a number may stand before or after it, as in 0_angry."""
    parts = [part for part in re.split(r'[\s._-]+', word.strip().lower())
             if part and not part.isdecimal()]
    try:
        return LABELS.index(canonical_label(parts[0])) if len(parts) == 1 else None
    except ValueError:
        return None


class FolderClasses:
    """The classes of the folders of a tree, found by their names."""

    def __init__(self, folders: Iterable[str]) -> None:
        """
        Take the names of all folders in the tree.

        The names are words, codes of KDEF, or FER2013's numbers; a tree uses only one of these.
        """
        names = {name.strip().lower() for name in folders}
        words = {name: _class_of_word(name) for name in names}
        self._classes = {name: number for name, number in words.items() if number is not None}
        if not self._classes:
            codes = {name: LABELS.index(_CODES[name]) for name in names if name in _CODES}
            self._classes = codes if len(codes) > 1 else {}
        self.numbers = sorted(name for name in names if name.isdecimal())
        # Other numbers mean another data set, whose classes have another order.
        if not self._classes and '0' in self.numbers and set(self.numbers) <= set(_NUMBERS):
            self._classes = {name: _NUMBERS[name] for name in self.numbers}

    def __bool__(self) -> bool:
        """Return whether any folder has a class."""
        return bool(self._classes)

    def find(self, folder: str) -> int | None:
        """Return the class of a folder (index into LABELS), or None."""
        return self._classes.get(folder.strip().lower())
