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

"""The networks that are trained side by side, and the folds of their data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fer_ros.training.architectures import Architecture
from fer_ros.training.batches import shared_settings
from fer_ros.values.errors import FerRosError


@dataclass(frozen=True)
class Member:
    """
    One of the networks that are trained side by side.

    `left_out` is the fold whose labels it does not learn, -1 for none.
    """

    name: str
    architecture: Architecture
    seed: int
    left_out: int = -1


@dataclass(frozen=True)
class Folds:
    """
    How Training is divided.

    `validation` is the one of `count` folds that is used for validation and not for training, -1
    for none. If `cross_fit` is above 0, the rest is divided into that many folds for the
    `left_out` of the members.
    """

    count: int = 10
    validation: int = -1
    cross_fit: int = 0


def check_together(members: Sequence[Member]) -> None:
    """
    Check that networks can learn from the same batches.

    :raises FerRosError: if their stages differ in more than their targets
    """
    first, *others = members
    for other in others:
        if (shared_settings(other.architecture.stages)
                != shared_settings(first.architecture.stages)
                or other.architecture.input != first.architecture.input):
            raise FerRosError(f"'{other.architecture.name}' and '{first.architecture.name}' "
                              'cannot be trained side by side: their stages or inputs differ')
