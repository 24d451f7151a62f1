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

"""Architectures and their registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fer_ros.model_store.manifest import InputSpec
from fer_ros.registry import Registry
from fer_ros.training.stage import Stage


@dataclass(frozen=True)
class Architecture:
    """
    A network, its input, and the stages of its training.

    `build` returns an uncompiled Keras model that takes a batch as `input` describes it and gives
    probabilities (batch, 7) in the order of LABELS. The model has a layer `features`, whose
    output (batch, n) also feeds the head for the FERPlus votes if a stage learns from them. It
    may have a layer `base`, which takes pre-trained weights and which a stage can freeze.
    """

    name: str
    description: str
    build: Callable[[], Any]
    input: InputSpec  # noqa: A003
    stages: tuple[Stage, ...]
    teachers: tuple[str, ...] = ()
    """Teachers for distillation: models of the store or files; if empty, the model itself."""
    mean_of: tuple[str, ...] = ()
    """Names of stages; the mean of their final weights is the result."""
    affect: str = ''
    """Name in AFFECTS of the mapping to valence and arousal; '' for none."""


# A factory takes the options that the architecture offers, such as `size`.
ARCHITECTURES: Registry[Architecture] = Registry('architecture')


def gray_input(side: int = 48) -> InputSpec:
    """Return the input of a network that takes grey squares of `side` pixels in [0, 1]."""
    return InputSpec(side, side, 'gray', 1 / 255, (0.0,), (1.0,), 'NHWC', 0.0)
