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

"""The emotion classifier (backend): its protocol and its registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fer_ros.registry import Registry
import numpy as np


class Classifier(Protocol):
    """
    Reads emotions from face crops.

    `name` is the model's, as the messages carry it; `affect` names the mapping of
    `fer_ros.values.affect` that gives valence and arousal, '' where they are unknown. It may have
    an `input_side`, the pixels that faces are reduced to, and a `device`, what it runs on.
    """

    name: str
    affect: str

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """
        Return the probability of each emotion for each crop, in one batch.

        :param crops: face crops, (height, width, 3) uint8 BGR, of any sizes; may be empty
        :return: (len(crops), 7) float32 in the order of `fer_ros.values.labels.LABELS`,
            each row summing to 1
        """
        ...


# A factory takes the model: a name that the model store knows, or a path to a model file. Other
# packages add theirs by entry points of this group. One that has a parameter `compute` is told the
# device and the threads.
BACKENDS: Registry[Classifier] = Registry('backend', 'fer_ros.backends')
