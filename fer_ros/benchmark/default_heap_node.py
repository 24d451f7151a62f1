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

"""The node `fer` with the default heap of the C library, whose settings the node changes."""

from __future__ import annotations

import sys

from fer_ros.node import heap


def main() -> int:
    """Run the node; the arguments are those of `fer_ros node`."""
    from fer_ros.node.emotion_node import EmotionNode
    from fer_ros.node.runner import run_node

    heap.keep_large_blocks = list  # type: ignore[assignment]
    return run_node(EmotionNode, sys.argv[1:], threads=2)


if __name__ == '__main__':
    sys.exit(main())
