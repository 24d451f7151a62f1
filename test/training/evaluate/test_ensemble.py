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

"""Ensembles of models."""

from fer_ros.training.data import Split
from fer_ros.training.evaluate.ensemble import ensemble_results
from fer_ros.training.evaluate.measure import result_of
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

pytest.importorskip('sklearn')

SPLIT = Split(np.zeros((3, 48, 48), np.uint8), np.array([0, 1, 2]))
TIMES = {'batch_1': 1.0, 'batch_8': 0.5}


def member(name, *labels, confidence=0.6):
    """Return the result of a model that gives these labels."""
    probabilities = np.full((3, 7), (1 - confidence) / 6, np.float32)
    probabilities[range(3), labels] = confidence
    return result_of(name, probabilities, TIMES, SPLIT)


def test_the_members_correct_each_other():
    members = [member('a', 0, 1, 6), member('b', 0, 5, 2), member('c', 4, 1, 2)]
    whole, *rest = ensemble_results(members, SPLIT)
    assert whole.model == 'all 3'
    assert whole.metrics['accuracy'] == 1.0
    assert whole.metrics['ms_per_face'] == {'batch_1': 3.0, 'batch_8': 1.5}
    np.testing.assert_allclose(whole.probabilities.sum(axis=1), 1, atol=1e-6)
    assert [one.model for one in rest] == ['without a', 'without b', 'without c']
    assert [one.metrics['ms_per_face']['batch_1'] for one in rest] == [2.0] * 3


def test_what_a_member_adds():
    members = [member('right', 0, 1, 2, confidence=0.9), member('a', 1, 2, 3),
               member('b', 1, 2, 3)]
    accuracy = {one.model: one.metrics['accuracy'] for one in ensemble_results(members, SPLIT)}
    assert accuracy == {'all 3': 0.0, 'without right': 0.0, 'without a': 1.0, 'without b': 1.0}


def test_two_members_and_copies():
    copied = np.array([True, False, False])
    whole, = ensemble_results([member('a', 0, 1, 2), member('b', 0, 1, 2)], SPLIT, copied)
    assert whole.metrics['without_copies']['faces'] == 2


def test_one_member_is_no_ensemble():
    with pytest.raises(FerRosError, match='--compare'):
        ensemble_results([member('a', 0, 1, 2)], SPLIT)
