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

"""Assignment at the lowest total cost: the Hungarian method for small, sparse problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf


def assign(costs: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """
    Return as many pairs of a row and a column as possible, at the lowest total cost.

    Most pairs have no rival and need no search. The Hungarian method solves the others. SciPy's
    `linear_sum_assignment` does the same, but needs 140 MB on disk and 50 MB of memory.

    :param costs: of the possible pairs, by (row, column); finite, at least 0
    :return: pairs, each row and each column at most once
    """
    if len(costs) == len({row for row, _ in costs}) == len({column for _, column in costs}):
        return list(costs)
    rows = Counter(row for row, _ in costs)
    columns = Counter(column for _, column in costs)
    pairs = [(row, column) for row, column in costs if rows[row] == columns[column] == 1]
    alone = set(pairs)
    rivals = {pair: cost for pair, cost in costs.items() if pair not in alone}
    row_names = sorted({row for row, _ in rivals})
    column_names = sorted({column for _, column in rivals})
    # More than all possible pairs together, so that an impossible pair is never cheaper.
    impossible = 1.0 + sum(rivals.values())
    # The method needs at least as many columns as rows.
    turned = len(row_names) > len(column_names)
    if turned:
        matrix = [[rivals.get((row, column), impossible) for row in row_names]
                  for column in column_names]
    else:
        matrix = [[rivals.get((row, column), impossible) for column in column_names]
                  for row in row_names]
    found = [(second, first) if turned else (first, second)
             for first, second in enumerate(hungarian(matrix))]
    chosen = [(row_names[row], column_names[column]) for row, column in found]
    return pairs + [pair for pair in chosen if pair in rivals]


def hungarian(matrix: Sequence[Sequence[float]]) -> list[int]:
    """
    Return the column of each row at the lowest total cost.

    Kuhn's Hungarian method (1955, doi:10.1002/nav.3800020109) by shortest augmenting paths, as
    Jonker and Volgenant 1987 (doi:10.1007/BF02278710) and SciPy have it.

    :param matrix: (n, m) costs with n <= m
    """
    count, width = len(matrix), len(matrix[0])
    row_prices, column_prices = [0.0] * count, [0.0] * width
    owner = [-1] * width  # the row of each column
    for start in range(count):
        # Dijkstra's algorithm on the reduced costs, from this row to the nearest free column
        distance, previous = [inf] * width, [-1] * width
        done: list[int] = []
        row, column, travelled = start, -1, 0.0
        open_columns = set(range(width))
        while True:
            for other in open_columns:
                length = (travelled + matrix[row][other] - row_prices[row]
                          - column_prices[other])
                if length < distance[other]:
                    distance[other], previous[other] = length, column
            column = min(open_columns, key=distance.__getitem__)
            travelled = distance[column]
            if owner[column] < 0:
                break
            open_columns.remove(column)
            done.append(column)
            row = owner[column]
        row_prices[start] += travelled
        for other in done:
            row_prices[owner[other]] += travelled - distance[other]
            column_prices[other] -= travelled - distance[other]
        while column >= 0:  # every row of the path moves on to the next column
            before = previous[column]
            owner[column] = start if before < 0 else owner[before]
            column = before
    result = [-1] * count
    for column, row in enumerate(owner):
        if row >= 0:
            result[row] = column
    return result
