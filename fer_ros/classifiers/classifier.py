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

"""The emotion classifier (backend): its base class and its registry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from fer_ros.registry import Registry
import numpy as np


class Classifier(ABC):
    """
    Classifies the emotions of face crops.

    A subclass sets `name`, the model's name for the messages, and may set the other attributes.
    `affect` names the mapping of `fer_ros.values.affect` that gives valence and arousal; without
    one they are NaN. `input_side` is the side in pixels to which the model reduces faces; 0 if it
    needs every pixel. `device` is what it runs on.
    """

    name: str
    affect: str = ''
    input_side: int = 0
    device: str = '?'

    @abstractmethod
    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """
        Return the probability of each emotion for each crop, in one batch.

        It may raise any exception: the pipeline converts it to a PartError and drops the frame.

        :param crops: face crops, (height, width, 3) uint8 BGR, of any sizes; may be empty
        :return: (len(crops), 7) float32 in the order of `fer_ros.values.labels.LABELS`,
            each row summing to 1
        """


# A factory takes the model: a name that the model store knows, or a path to a model file. One that
# has a parameter `compute` also gets the device and the number of threads. Other packages add
# factories by entry points of this group.
BACKENDS: Registry[Classifier] = Registry('backend', 'fer_ros.backends', Classifier)
