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

"""A data set as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

from fer_ros.values.errors import FerRosError
from fer_ros.values.labels import canonical_label, LABELS
import numpy as np

SPLITS = ('Training', 'PublicTest', 'PrivateTest')
SIDE = 48  # pixels
# Columns of FERPlus (Barsoum et al. 2016, arXiv:1608.01041); NF means not a face.
VOTE_COLUMNS = ('neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear',
                'contempt', 'unknown', 'NF')


@dataclass(frozen=True)
class Split:
    """
    Faces (n, 48, 48) uint8 and their classes (n,) int64, indices into LABELS.

    `votes` are the FERPlus votes, (n, 10) int8 in the order of VOTE_COLUMNS, with -1 in the rows
    of faces without votes; None if the data has no votes.
    """

    faces: np.ndarray
    classes: np.ndarray
    votes: np.ndarray | None = None

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.faces)

    def only(self, chosen: np.ndarray) -> Split:
        """Return some of the faces, chosen by indices or by a mask."""
        return Split(self.faces[chosen], self.classes[chosen],
                     None if self.votes is None else self.votes[chosen])

    def seen_as_faces(self) -> np.ndarray:
        """
        Return (n,) whether anybody voted that an image is a face; all true without votes.

        FER2013 also holds images of error messages and the like. Their labels cannot be learned,
        and training on them makes the training unstable.
        """
        if self.votes is None:
            return np.ones(len(self), bool)
        return self.votes[:, :-1].max(axis=1) > 0  # NF, not a face, is the last column


@dataclass(frozen=True)
class DataSet:
    """
    The splits by name, and their source.

    `sha256` is the hash of the file, or of the names and contents of a folder's files. `skipped`
    counts the rows that were left out, by reason; `examples` quotes the first of each reason.
    `hash_share` is the share of faces that a hash of the pixels put into PublicTest, 0 if the
    data has its own splits.
    """

    splits: dict[str, Split]
    path: str
    sha256: str
    skipped: dict[str, int]
    hash_share: float = 0.0
    examples: dict[str, str] = field(default_factory=dict)

    def split(self, name: str) -> Split:
        """
        Return a split.

        :raises FerRosError: if the data set has no split of that name
        """
        if name not in self.splits:
            raise FerRosError(f"no split '{name}' in '{self.path}'; it has: "
                              f"{', '.join(self.splits)}")
        return self.splits[name]

    def report(self) -> str:
        """Return what was read and what was left out, one line each."""
        votes = any(split.votes is not None for split in self.splits.values())
        lines = [f'{self.path}: ' + ', '.join(f'{name} {len(split)} faces'
                                              for name, split in self.splits.items())
                 + (', with FERPlus votes' if votes else '')]
        if self.hash_share:
            lines.append(f'  split by a hash of the pixels: {self.hash_share:.0%} of the faces '
                         'are PublicTest')
        for reason, count in self.skipped.items():
            example = f'; {self.examples[reason]}' if reason in self.examples else ''
            lines.append(f'  left out: {count} with {reason}{example}')
        return '\n'.join(lines)


def label_columns() -> np.ndarray:
    """Return the index into LABELS of each of VOTE_COLUMNS, -1 if it is not a label."""
    def index(name: str) -> int:
        try:
            return LABELS.index(canonical_label(name))
        except ValueError:
            return -1
    return np.array([index(name) for name in VOTE_COLUMNS])
