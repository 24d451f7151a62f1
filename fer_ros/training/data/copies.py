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

"""Finds copies of faces, within and across splits."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
from fer_ros.training.data.dataset import DataSet
import numpy as np

# Side of the thumbnails that are compared, and the lowest correlation of copies. All of 48 pairs
# drawn from FER2013 above it showed the same photo twice, often with another watermark or crop.
THUMBNAIL = 12
NEAR = 0.96
# Above this correlation of the whole faces, they are one image that was stored or cropped again.
SAME = 0.99
CHUNK = 2048


@dataclass(frozen=True)
class Copies:
    """
    Pairs of faces that are copies of each other.

    `first` and `second` (n,) are indices into `faces`, which holds the faces of all splits; the
    first is the lower one. `splits` and `classes` hold the split and the class of each face.
    """

    first: np.ndarray
    second: np.ndarray
    splits: np.ndarray
    classes: np.ndarray
    faces: np.ndarray

    def between(self, one: str, other: str) -> np.ndarray:
        """Return the indices of the pairs between two splits."""
        pairs = np.stack([self.splits[self.first], self.splits[self.second]], axis=1)
        return np.flatnonzero((pairs == (one, other)).all(axis=1)
                              | (pairs == (other, one)).all(axis=1))

    def touched(self, pairs: np.ndarray, split: str) -> int:
        """Return the number of faces of a split that are in the pairs."""
        members = np.unique(np.concatenate([self.first[pairs], self.second[pairs]]))
        return int((self.splits[members] == split).sum())

    def same(self, pairs: np.ndarray) -> np.ndarray:
        """Return the pairs whose whole faces correlate by more than 0.99."""
        if not len(pairs):
            return pairs
        first, second = (_normalized(self.faces[places[pairs]].reshape(len(pairs), -1))
                         for places in (self.first, self.second))
        return pairs[(first * second).sum(axis=1) > SAME]

    def contradicting(self, pairs: np.ndarray) -> np.ndarray:
        """Return the pairs whose faces have different labels."""
        return pairs[self.classes[self.first[pairs]] != self.classes[self.second[pairs]]]


def find_copies(data: DataSet) -> Copies:
    """Return the near and exact copies of all splits, without blank faces."""
    faces = np.concatenate([split.faces for split in data.splits.values()])
    classes = np.concatenate([split.classes for split in data.splits.values()])
    splits = np.concatenate([np.full(len(split), name) for name, split in data.splits.items()])
    marks = np.stack([cv2.resize(face, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
                      for face in faces]).reshape(len(faces), -1)
    marks = _normalized(marks)
    found = []
    for start in range(0, len(faces), CHUNK):
        part = marks[start:start + CHUNK]
        for offset in range(start, len(faces), CHUNK):
            rows, columns = np.nonzero(part @ marks[offset:offset + CHUNK].T >= NEAR)
            rows, columns = rows + start, columns + offset
            found.append(np.stack([rows, columns])[:, rows < columns])
    first, second = np.concatenate(found, axis=1)
    return Copies(first, second, splits, classes, faces)


def _normalized(rows: np.ndarray) -> np.ndarray:
    """Return rows (n, pixels) with mean 0 and norm 1; their dot products are correlations."""
    rows = rows - rows.mean(axis=1, keepdims=True, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    # Blank faces are alike, but do not count as copies.
    return rows / np.where(norms > np.sqrt(rows.shape[1]), norms, np.inf)
