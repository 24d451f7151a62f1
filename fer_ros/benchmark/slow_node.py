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

"""The node `fer` with the backend `slow`: the default model, which takes a given time."""

from __future__ import annotations

from collections.abc import Sequence
import sys
from time import perf_counter

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.values.settings import DEFAULT_MODEL
import numpy as np


class SlowClassifier(Classifier):
    """Repeats the classification until the time is over, so that the processor is busy."""

    def __init__(self, seconds: str) -> None:
        """Load the model; `seconds` per batch come from the parameter `model`."""
        self.name = f'slow {seconds}'
        self._seconds = float(seconds)
        self._classifier: Classifier = BACKENDS.create('onnx', DEFAULT_MODEL)

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Return the result of the default model after the given time, even without faces."""
        end = perf_counter() + self._seconds
        busy = list(crops) or [np.zeros((48, 48, 3), np.uint8)]
        while perf_counter() < end:
            self._classifier.classify(busy)
        return self._classifier.classify(crops)


def main() -> int:
    """Run the node; the arguments are those of `fer_ros node`."""
    from fer_ros.node.emotion_node import EmotionNode
    from fer_ros.node.runner import run_node

    BACKENDS.register('slow')(SlowClassifier)
    return run_node(EmotionNode, sys.argv[1:], threads=2)


if __name__ == '__main__':
    sys.exit(main())
