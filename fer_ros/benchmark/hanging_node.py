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

"""The node `fer` with a model that hangs in its first call, without using the processor."""

from __future__ import annotations

from collections.abc import Sequence
import sys
import threading

from fer_ros.classifiers import BACKENDS, Classifier
import numpy as np


class HangingClassifier(Classifier):
    """A model that never returns."""

    name = 'hanging'

    def classify(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        """Wait forever."""
        threading.Event().wait()
        return np.zeros((len(crops), 7), np.float32)


def main() -> int:
    """Run the node; the arguments are those of `fer_ros node`."""
    from fer_ros.node.emotion_node import EmotionNode
    from fer_ros.node.runner import run_node

    BACKENDS.register('hanging')(lambda model: HangingClassifier())
    return run_node(EmotionNode, ['--ros-args', '-p', 'backend:=hanging', *sys.argv[1:]],
                    threads=2)


if __name__ == '__main__':
    sys.exit(main())
