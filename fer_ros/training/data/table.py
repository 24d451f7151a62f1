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

"""What every form of the data is read into, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fer_ros.training.data.dataset import Split, SPLITS
import numpy as np


@dataclass
class Table:
    """
    The good rows of a file, and how many were bad, by reason.

    `numbers` are the good rows' places among all `usages`, which FERPlus's rows follow.
    """

    faces: list[np.ndarray] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    usages: list[str] = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)
    votes: np.ndarray | None = None
    """(rows, 10) int8, for all rows."""

    def splits(self) -> dict[str, Split]:
        """Return the good rows by split."""
        numbers = np.array(self.numbers)
        usages = np.array(self.usages)[numbers]
        faces, classes = np.stack(self.faces), np.array(self.classes, np.int64)
        votes = None if self.votes is None else self.votes[numbers]
        return {name: Split(faces[chosen], classes[chosen],
                            None if votes is None else votes[chosen])
                for name in SPLITS if (chosen := usages == name).any()}
