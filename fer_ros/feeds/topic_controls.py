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

"""Controls a running node by its services."""

from __future__ import annotations

import threading
import time
from typing import Any

from fer_ros import ros
from fer_ros.view.controls import OFFERED

SetBool = ros.interface('std_srvs/srv/SetBool')
SetParameters = ros.interface('rcl_interfaces/srv/SetParameters')
GetParameters = ros.interface('rcl_interfaces/srv/GetParameters')

_ANSWER_S = 120.0   # loading a model takes seconds
_POLL_S = 0.02


class TopicControls:
    """Changes parameters and pauses; `values` are the parameters as far as they are known."""

    def __init__(self, node: ros.Node, target: str) -> None:
        """
        Create the clients; `node` is spun elsewhere.

        :param target: full name of the node to control
        """
        self._target, self._lock = target, threading.Lock()
        self._set = node.create_client(SetParameters, f'{target}/set_parameters')
        self._get = node.create_client(GetParameters, f'{target}/get_parameters')
        self._enable = node.create_client(SetBool, f'{target}/enable')
        self._asked: Any = None
        self.values: dict[str, Any] = {}

    def change(self, name: str, value: Any) -> str:
        """Set a parameter of the node; see `Controls`."""
        request = SetParameters.Request(
            parameters=[ros.parameter_message(ros.Parameter(name, value=value))])
        answer = self._call(self._set, request)
        if answer is None:
            return self._silence
        result = answer.results[0]
        return '' if result.successful else result.reason or 'the node rejects it'

    def pause(self, paused: bool) -> str:
        """Pause or resume the node; see `Controls`."""
        answer = self._call(self._enable, SetBool.Request(data=not paused))
        if answer is None:
            return self._silence
        return '' if answer.success else answer.message

    def ask_for_values(self) -> None:
        """Ask the node for its parameters; call it from the thread that spins, now and then."""
        if self._asked is not None and self._asked.done():
            answer, self._asked = self._asked.result(), None
            if answer is not None and len(answer.values) == len(OFFERED):
                self.values = {name: ros.parameter_value(value)
                               for name, value in zip(OFFERED, answer.values, strict=True)}
        if self._asked is None and self._get.service_is_ready():
            with self._lock:
                self._asked = self._get.call_async(GetParameters.Request(names=list(OFFERED)))

    @property
    def _silence(self) -> str:
        return f'the node {self._target} does not answer'

    def _call(self, client: Any, request: Any) -> Any:
        """Return the answer of a service, None without one; not for the thread that spins."""
        if not client.service_is_ready():
            return None
        with self._lock:
            future = client.call_async(request)
        end = time.monotonic() + _ANSWER_S
        while not future.done():
            if time.monotonic() > end or not ros.ok():
                return None
            time.sleep(_POLL_S)
        return future.result()
