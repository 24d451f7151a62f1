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

"""All that a training's result depends on, but the versions of the libraries."""

from __future__ import annotations

from dataclasses import asdict
import json
from pathlib import Path
from typing import Any

from fer_ros.training.architectures import Architecture
from fer_ros.training.data import DataSet
from fer_ros.values.errors import FerRosError


def training_plan(architecture: Architecture, data: DataSet, *, faces: int, votes: bool,
                  seed: int, policy: str, origin: str) -> dict[str, Any]:
    """
    Return the plan as it comes back from JSON.

    :param faces: number of those that are trained on
    :param votes: whether they have FERPlus votes
    :param policy: Keras's dtype policy in the stages that may use mixed precision
    :param origin: of the weights at the start
    """
    import keras

    return json.loads(json.dumps({
        'architecture': architecture.name, 'input': asdict(architecture.input),
        'stages': [asdict(stage) for stage in architecture.stages],
        'mean_of': architecture.mean_of, 'teacher': architecture.teacher, 'seed': seed,
        'precision': policy, 'weights': origin,
        'ferplus_votes': votes and any(stage.votes for stage in architecture.stages),
        'data_sha256': data.sha256, 'training_faces': faces,
        **({'split_by_hash': data.hash_share} if data.hash_share else {}),
        'backend': keras.backend.backend()}))


def check_same(plan: dict[str, Any], found: dict[str, Any], out: Path) -> None:
    """
    Check that the checkpoint in a folder belongs to a plan.

    :param found: the checkpoint's plan
    :raises FerRosError: if it is another one
    """
    for key, value in plan.items():
        if found.get(key) != value:
            raise FerRosError(f"cannot resume in '{out}': the training there has {key} "
                              f'{found.get(key)!r}, but this one {value!r}')
