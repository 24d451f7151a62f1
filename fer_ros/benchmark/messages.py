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

"""The cost of messages, measured with a node, an echo and a player."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
import tempfile
from typing import Any

from fer_ros.benchmark.children import answer, child
from fer_ros.benchmark.middlewares import environment
from fer_ros.system import loopback_environment
from fer_ros.values.settings import EVERY_FRAME

_SECONDS_A_ROUND = 5.0  # far more than a round takes; only a hang lasts longer


def messages(middlewares: Sequence[str], sizes: Sequence[str],
             rounds: int) -> list[dict[str, Any]]:
    """
    Return the output of `fer_ros.benchmark.round_trip` for each middleware and size.

    :raises FerRosError: if a process fails
    """
    rows = []
    for middleware in middlewares:
        variables = loopback_environment() | environment(middleware)
        with tempfile.TemporaryDirectory() as folder, child(
                ['-m', 'fer_ros', 'node', '--ros-args',
                 *(word for name in EVERY_FRAME for word in ('-p', f'{name}:=0.0'))],
                variables, Path(folder, 'node.log')), child(
                    ['-m', 'fer_ros.benchmark.round_trip', 'echo'], variables,
                    Path(folder, 'echo.log')):
            rows += [answer(['-m', 'fer_ros.benchmark.round_trip', 'play', '--size', size,
                             '--rounds', str(rounds)], variables, 60 + _SECONDS_A_ROUND * rounds)
                     for size in sizes]
    return rows
