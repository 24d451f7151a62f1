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

"""The plan: all settings and data that the result of a training depends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
import json
from pathlib import Path
from typing import Any

from fer_ros.training.data import DataSet
from fer_ros.training.data.selection import Selection
from fer_ros.values.errors import FerRosError


def training_plan(members: Sequence[Any], data: DataSet, selection: Selection, *, folds: Any,
                  faces: int, votes: bool, policy: str, origin: str,
                  teachers: Sequence[str]) -> dict[str, Any]:
    """
    Return the plan as JSON holds it (lists in place of tuples).

    It does not hold the versions of the libraries.

    :param members: the networks that are trained side by side
    :param selection: the selected faces of Training
    :param folds: how the selected faces are divided
    :param faces: number of training faces
    :param votes: whether the faces have FERPlus votes
    :param policy: Keras's dtype policy in the stages that may use mixed precision
    :param origin: where the initial weights come from
    :param teachers: names of the teacher models
    """
    import keras

    return json.loads(json.dumps({
        'members': [{
            'name': member.name, 'architecture': member.architecture.name,
            'input': asdict(member.architecture.input),
            'stages': [asdict(stage) for stage in member.architecture.stages],
            'mean_of': member.architecture.mean_of, 'seed': member.seed,
            'left_out_fold': member.left_out} for member in members],
        'teachers': [Path(name).parent.name or name if Path(name).suffix else name
                     for name in teachers],
        'precision': policy, 'weights': origin,
        'ferplus_votes': votes and any(stage.votes_weight for member in members
                                       for stage in member.architecture.stages),
        'data_sha256': data.sha256, 'training_faces': faces,
        **({'split_by_hash': data.hash_share} if data.hash_share else {}),
        'copies_left_out': selection.copies, 'no_faces_left_out': selection.no_faces,
        'folds': asdict(folds), 'backend': keras.backend.backend()}))


def check_same(plan: dict[str, Any], found: dict[str, Any], out: Path) -> None:
    """
    Check that the checkpoint in a folder belongs to a plan.

    :param found: the plan in the checkpoint
    :raises FerRosError: if the plans differ
    """
    for name, here, there in _differences(plan, found):
        raise FerRosError(f"cannot resume in '{out}': the training there has {name} {there!r}, "
                          f'but this one {here!r}')


def _differences(plan: Any, found: Any, name: str = '') -> Iterator[tuple[str, Any, Any]]:
    """Yield the name and both values of each innermost difference."""
    if isinstance(plan, dict) and isinstance(found, dict):
        for key in plan | found:
            yield from _differences(plan.get(key), found.get(key), key)
    elif isinstance(plan, list) and isinstance(found, list) and len(plan) == len(found):
        for one, other in zip(plan, found, strict=True):
            yield from _differences(one, other, name)
    elif plan != found:
        yield name, plan, found
