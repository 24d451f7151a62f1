"""What every form of the data is read into, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from fer_ros.training.data.dataset import Split, SPLITS


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
