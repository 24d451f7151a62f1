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

"""The backend `ensemble`: the mean of several models."""

from collections.abc import Sequence

from fer_ros import Classifier
from fer_ros.classifiers import BACKENDS
from fer_ros.values.compute import Compute
import numpy as np


class EnsembleClassifier(Classifier):
    """Averages the probabilities of models of other backends."""

    def __init__(self, models: str, compute: Compute) -> None:
        """
        Load the models.

        :param models: what the setting `model` holds: names separated by `+`, as in `resnet14+cnn`
        :param compute: the settings `device` and `num_threads`
        """
        self._members = [BACKENDS.create('auto', model, optional={'compute': compute})
                         for model in models.split('+')]
        self.name = models
        self.affect = self._members[0].affect
        # A side of 0 wants every pixel of the face.
        sides = [member.input_side for member in self._members]
        self.input_side = max(sides) if all(sides) else 0
        self.device = self._members[0].device

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the mean probabilities of each face crop, (n, 7)."""
        return np.mean([member.classify(crops) for member in self._members], axis=0)
