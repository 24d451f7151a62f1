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

"""Ensembles of models, and what each member adds."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.training.data import Split
from fer_ros.training.evaluate.measure import Result, result_of
from fer_ros.values.errors import FerRosError
import numpy as np


def ensemble_results(results: Sequence[Result], split: Split,
                     copied: np.ndarray | None = None) -> list[Result]:
    """
    Return the result of the ensemble of some models, and of the ensembles without one of them.

    An ensemble gives the mean of the probabilities and takes the sum of the times.

    :param results: of the members, on this split
    :param copied: as in `measure`
    :raises FerRosError: if there are fewer than two members
    """
    if len(results) < 2:
        raise FerRosError('an ensemble needs at least two models; name the others with --compare')
    whole = _ensemble(f'all {len(results)}', results, split, copied)
    if len(results) == 2:  # without one, only the other is left
        return [whole]
    return [whole, *(
        _ensemble(f'without {left_out.model}',
                  [result for result in results if result is not left_out], split, copied)
        for left_out in results)]


def _ensemble(name: str, members: Sequence[Result], split: Split,
              copied: np.ndarray | None) -> Result:
    times = [member.metrics['ms_per_face'] for member in members]
    return result_of(
        name, np.mean([member.probabilities for member in members], axis=0),
        {size: round(sum(one[size] for one in times), 3) for size in times[0]}, split, copied)
