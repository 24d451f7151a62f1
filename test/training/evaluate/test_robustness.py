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

"""The faults that robustness is measured with, each against what its name says."""

from fer_ros.classifiers import Classifier
from fer_ros.training.data import Split
from fer_ros.training.evaluate.robustness import FAULTS, robustness
import numpy as np
import pytest


@pytest.fixture
def face():
    face = np.random.default_rng(0).integers(100, 140, (48, 48)).astype(np.uint8)
    face[10:20, 10:20] = 250
    return face


@pytest.mark.parametrize('name', FAULTS)
def test_faces_stay_faces(name, face):
    before = face.copy()
    for change in FAULTS[name]:
        changed = change(face)
        assert changed.shape == (48, 48)
        assert changed.dtype == np.uint8
        assert (changed != face).any()
    np.testing.assert_array_equal(face, before)


def test_shifts_go_all_four_ways(face):
    rows, columns = np.nonzero(face > 200)
    moves = set()
    for change in FAULTS['shifted by 10 % of the width']:
        after = np.nonzero(change(face) > 190)
        moves.add((round(after[0].mean() - rows.mean()), round(after[1].mean() - columns.mean())))
    assert moves == {(0, 5), (0, -5), (5, 0), (-5, 0)}


def test_darkened(face):
    (change,) = FAULTS['darkened to 40 %']
    np.testing.assert_allclose(change(face), 0.4 * face, atol=0.5)


def test_turned_both_ways(face):
    left, right = (change(face) for change in FAULTS['rotated by 15 degrees'])
    assert np.abs(left.astype(int) - right).max() > 50


class Bright(Classifier):
    """Says happy of faces brighter than 100, else sad."""

    name = 'bright'

    def classify(self, crops):
        return np.eye(7, dtype=np.float32)[[3 if crop.mean() > 100 else 4 for crop in crops]]


def test_accuracies(face):
    result = robustness(Bright(), Split(np.stack([face] * 4), np.array([3, 3, 3, 4])))
    assert set(result) == {'clean', *FAULTS}
    assert result['clean'] == 0.75
    assert result['blurred (sigma 1 pixel)'] == 0.75
    assert result['darkened to 40 %'] == 0.25
