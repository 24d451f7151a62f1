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

"""What an architecture is, and the registry of them."""

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
    A network, what it wants to see, and the stages of its training.

    `build` returns an uncompiled Keras model from a batch as `input` describes it to (batch, 7)
    probabilities in the order of LABELS. It has a layer `features`, whose output (batch, n) also
    feeds the head for the FERPlus votes where a stage learns from them. Of a layer `base`, where
    it has one, a stage may leave the weights alone, and pre-trained weights go there.
    """

    name: str
    description: str
    build: Callable[[], Any]
    input: InputSpec  # noqa: A003
    stages: tuple[Stage, ...]
    teachers: tuple[str, ...] = ()
    """Models of the store, or files, for the stages with distillation; none: the model itself."""
    mean_of: tuple[str, ...] = ()
    """Stages: the mean of the weights that they ended with is the result."""
    affect: str = ''
    """Name in AFFECTS of the mapping that gives valence and arousal; '' for none."""


# A factory takes the options that the architecture offers, such as `size`.
ARCHITECTURES: Registry[Architecture] = Registry('architecture')


def gray_input(side: int = 48) -> InputSpec:
    """Return the input of a network that takes grey squares of `side` pixels in [0, 1]."""
    return InputSpec(side, side, 'gray', 1 / 255, (0.0,), (1.0,), 'NHWC', 0.0)
