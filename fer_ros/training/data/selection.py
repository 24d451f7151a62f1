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

"""Selects the faces that a training uses, and divides them into folds."""

from __future__ import annotations

from dataclasses import dataclass

from fer_ros.training.data.copies import Copies, find_copies
from fer_ros.training.data.dataset import DataSet, Split
import numpy as np

TESTS = ('PublicTest', 'PrivateTest')
FOLD_SEED = 2022


@dataclass(frozen=True)
class Selection:
    """
    The faces of Training that are used, and how many were left out.

    `groups` (n,) holds a number for each face; copies of one photo have the same number.
    `test_copies` holds for each test split which of its faces have a copy in Training, (n,) bool.
    """

    faces: Split
    groups: np.ndarray
    copies: int
    no_faces: int
    test_copies: dict[str, np.ndarray]

    def folds(self, count: int) -> np.ndarray:
        """
        Return the fold (n,) of each face, 0 to count - 1.

        Copies are in the same fold, so no face has a copy in another fold.
        """
        groups = np.unique(self.groups)
        order = np.random.default_rng(FOLD_SEED).permutation(len(groups))
        return (order % count)[np.searchsorted(groups, self.groups)].astype(np.int64)

    def only(self, chosen: np.ndarray) -> Selection:
        """Return the selection with some of its faces, chosen by indices or by a mask."""
        return Selection(self.faces.only(chosen), self.groups[chosen], self.copies,
                         self.no_faces, self.test_copies)

    def report(self) -> str:
        """Return what was left out, in one line."""
        return (f'  training uses {len(self.faces)} faces; left out: {self.copies} that are '
                f'copies of faces in {" or ".join(self.test_copies) or "the test splits"} '
                f'(correlation above 0.99), {self.no_faces} that FERPlus calls no face')


def select_training(data: DataSet, *, keep_copies: bool = False) -> Selection:
    """
    Return the faces of Training, without copies of test faces and images that are not faces.

    :param keep_copies: keep the copies of test faces, for a comparison
    :raises FerRosError: if the data has no split Training
    """
    training = data.split('Training')
    found = find_copies(data)
    mine = found.splits == 'Training'
    copied = {name: _copied(found, name) for name in TESTS if name in data.splits}
    seen = training.seen_as_faces()
    known = (np.any([places[mine] for places in copied.values()], axis=0) if copied else
             np.zeros(len(training), bool))
    used = seen & (keep_copies | ~known)
    groups = _groups(found)[mine]
    return Selection(
        training.only(used), groups[used], int((seen & ~used).sum()), int((~seen).sum()),
        {name: places[found.splits == name] for name, places in copied.items()})


def validation_fold(data: DataSet, number: int, count: int) -> Split:
    """Return the fold `number` (1 to `count`) of the faces that a training uses."""
    selection = select_training(data)
    return selection.faces.only(selection.folds(count) == number - 1)


def copied_faces(data: DataSet, split: str) -> np.ndarray | None:
    """Return (n,) which faces of a test split have a copy in Training; None for other splits."""
    if split not in TESTS or 'Training' not in data.splits or split not in data.splits:
        return None
    found = find_copies(data)
    return _copied(found, split)[found.splits == split]


def _copied(copies: Copies, split: str) -> np.ndarray:
    """Return a mask of all faces that show one image both in Training and in a split."""
    pairs = copies.same(copies.between('Training', split))
    result = np.zeros(len(copies.classes), bool)
    result[copies.first[pairs]] = result[copies.second[pairs]] = True
    return result


def _groups(copies: Copies) -> np.ndarray:
    """Return a number for each face, equal for all its direct and indirect copies."""
    numbers = np.arange(len(copies.classes))
    while True:
        lower = numbers.copy()
        np.minimum.at(lower, copies.first, numbers[copies.second])
        np.minimum.at(lower, copies.second, numbers[copies.first])
        if (lower == numbers).all():
            return numbers
        numbers = lower
