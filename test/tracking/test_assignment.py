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

"""Assignments against SciPy's."""

from fer_ros.tracking.assignment import assign, hungarian
import numpy as np
import pytest


@pytest.mark.parametrize('integers', [False, True], ids=['distinct costs', 'many ties'])
def test_the_least_total_cost(integers):
    optimize = pytest.importorskip('scipy.optimize')
    rng = np.random.default_rng(0)
    for _ in range(500):
        rows = rng.integers(1, 9)
        shape = rows, rng.integers(rows, 12)
        costs = rng.integers(0, 4, shape).astype(float) if integers else rng.random(shape)
        columns = hungarian(costs.tolist())
        assert len(set(columns)) == rows
        best = costs[optimize.linear_sum_assignment(costs)].sum()
        assert costs[np.arange(rows), columns].sum() == pytest.approx(best)


def test_as_many_pairs_as_possible_at_the_least_cost():
    optimize = pytest.importorskip('scipy.optimize')
    rng = np.random.default_rng(1)
    for _ in range(500):
        costs = 2 * rng.random(rng.integers(1, 8, 2))
        possible = rng.random(costs.shape) < 0.4
        edges = {(int(row), int(column)): costs[row, column]
                 for row, column in zip(*np.nonzero(possible), strict=True)}
        pairs = assign(edges)
        assert set(pairs) <= set(edges)
        for axis in (0, 1):
            assert len({pair[axis] for pair in pairs}) == len(pairs)
        padded = np.where(possible, costs, 1 + costs[possible].sum())
        chosen = optimize.linear_sum_assignment(padded)
        chosen = tuple(axis[possible[chosen]] for axis in chosen)
        assert len(pairs) == len(chosen[0])
        assert sum(edges[pair] for pair in pairs) == pytest.approx(costs[chosen].sum())


def test_nothing_to_assign():
    assert assign({}) == []


def test_the_nearest_is_not_always_the_best():
    # Greedily (0, 0) would come first and leave (1, 1) at 5.
    assert sorted(assign({(0, 0): 1, (0, 1): 2, (1, 0): 2, (1, 1): 5})) == [(0, 1), (1, 0)]
