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

"""What the page can change of the node, as its parameters and services do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, TimeoutError as FutureTimeout
from typing import Any

from fer_ros import ros
from fer_ros.values.errors import SettingError
from fer_ros.values.node_settings import NodeSettings

# Loading a model takes seconds; after its own time limit the node answers too.
ANSWER_S = 120.0


class NodeControls:
    """Changes run where the node's services run, one at a time."""

    def __init__(self, node: ros.Node, set_enabled: Callable[[bool], str]) -> None:
        """
        Take the node.

        :param set_enabled: pauses (False) or resumes (True) the node
        """
        self._node, self._set_enabled = node, set_enabled
        self._call_in_executor = ros.executor_calls(node)

    def change(self, name: str, value: Any) -> str:
        """Set a parameter and return ''; or return why the node rejects it."""
        return self._do(lambda: self._set(name, value))

    def pause(self, paused: bool) -> str:
        """Pause or resume the node."""
        return self._do(lambda: self._set_enabled(not paused) and '')

    def _set(self, name: str, value: Any) -> str:
        try:
            NodeSettings().changed({name: value})
        except SettingError as error:  # it quotes the value, which rclpy's reasons may not do
            return str(error)
        result, = self._node.set_parameters([ros.Parameter(name, value=value)])
        reason = result.reason or 'the node rejects it'
        # rclpy does not name the parameter whose type is wrong.
        return '' if result.successful else reason if name in reason else f'{name}: {reason}'

    def _do(self, work: Callable[[], str]) -> str:
        answer: Future[str] = Future()

        def run() -> None:
            try:
                answer.set_result(work())
            except Exception as error:  # the type depends on runtime and distribution
                answer.set_result(str(error) or repr(error))

        self._call_in_executor(run)
        try:
            return answer.result(ANSWER_S)
        except FutureTimeout:
            return f'the node has not answered within {ANSWER_S:g} s'
