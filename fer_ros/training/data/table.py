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

"""The table into which all formats of the data are read, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fer_ros.system import truncate
from fer_ros.training.data.dataset import Split, SPLITS
from fer_ros.training.data.splits import split_by_hash, split_names
from fer_ros.values.errors import FerRosError
import numpy as np


@dataclass
class Table:
    """
    The valid rows of a data set, and the number of invalid rows by reason.

    `usages` holds the data's words for the split of all rows, '' for a row without one. `numbers`
    holds the indices of the valid rows among all rows. `votes` holds the FERPlus votes of all
    rows.
    """

    faces: list[np.ndarray] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    usages: list[str] = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    votes: np.ndarray | None = None
    """(rows, 10) int8"""
    names: list[str] = field(default_factory=list)
    """File names of all rows, if they are image files."""
    is_hashed: bool = False
    """Whether a hash of the pixels gives the splits."""

    def add(self, face: np.ndarray, emotion: int, usage: str, name: str = '') -> None:
        """Add a valid row."""
        self.numbers.append(len(self.usages))
        self.usages.append(usage)
        self.faces.append(face)
        self.classes.append(emotion)
        self.names.append(name)

    def skip(self, reason: str, value: str, where: str, usage: str | None = None) -> None:
        """
        Count an invalid row.

        :param value: the invalid value; the first one of each reason is quoted
        :param usage: the usage of the row; None for a fault that is not a row
        """
        self.skipped[reason] += 1
        self.examples.setdefault(reason, f"the first is '{truncate(value, 40)}' {where}")
        if usage is not None:
            self.usages.append(usage)
            self.names.append('')

    def extend(self, other: Table) -> None:
        """Add the rows of another table."""
        first = len(self.usages)
        self.numbers += [number + first for number in other.numbers]
        for name in ('faces', 'classes', 'usages', 'names'):
            getattr(self, name).extend(getattr(other, name))
        self.skipped += other.skipped
        self.examples = other.examples | self.examples

    def set_splits(self, path: Path, share: float) -> None:
        """
        Replace the data's words for the splits by the names of the splits.

        :param share: share of faces that become PublicTest if the data has no splits; 0 for none
        :raises FerRosError: if the data has no splits and the share is 0, or it has splits and
            the share is not 0
        """
        names = split_names(set(self.usages))
        if not any(self.usages):
            if not share:
                raise FerRosError(
                    f"'{path}' does not say which faces to train on and which to test on; add "
                    '--split-by-hash 0.1 to test on a tenth of them, or name data with splits '
                    "(Kaggle's train.csv holds the training rows alone, icml_face_data.csv of "
                    'the same download all)')
            self.is_hashed = True
            for number, face in zip(self.numbers, self.faces, strict=True):
                self.usages[number] = split_by_hash(face, share)
            return
        if share:
            raise FerRosError(f"'{path}' has its own splits ({', '.join(sorted(set(self.usages)))}"
                              '): leave out --split-by-hash')
        good = []
        for place, number in enumerate(self.numbers):
            usage = self.usages[number]
            if usage in names:
                good.append(place)
            else:
                self.skip('an unknown usage', usage, f'in row {number + 1}')
        self.faces = [self.faces[place] for place in good]
        self.classes = [self.classes[place] for place in good]
        self.numbers = [self.numbers[place] for place in good]
        self.usages = [names.get(usage, usage) for usage in self.usages]

    def splits(self) -> dict[str, Split]:
        """Return the valid rows by split."""
        numbers = np.array(self.numbers)
        usages = np.array(self.usages)[numbers]
        faces, classes = np.stack(self.faces), np.array(self.classes, np.int64)
        votes = None if self.votes is None else self.votes[numbers]
        return {name: Split(faces[chosen], classes[chosen],
                            None if votes is None else votes[chosen])
                for name in SPLITS if (chosen := usages == name).any()}

    def problems(self) -> str:
        """Return the counts and reasons of the rows that were left out, for a message."""
        return ', '.join(f'{count} with {reason} ({self.examples[reason]})'
                         for reason, count in self.skipped.items())
