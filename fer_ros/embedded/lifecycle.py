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

"""Managed nodes, with the names of rclpy.lifecycle."""

from __future__ import annotations

import enum
from typing import NamedTuple

from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.node import Node


class TransitionCallbackReturn(enum.Enum):
    """The result of a transition."""

    SUCCESS = 'success'
    FAILURE = 'failure'
    ERROR = 'error'


class LifecycleState(NamedTuple):
    """A lifecycle state."""

    label: str
    state_id: int


# State numbers of lifecycle_msgs/msg/State
_UNCONFIGURED, _INACTIVE = LifecycleState('unconfigured', 1), LifecycleState('inactive', 2)
_ACTIVE, _FINALIZED = LifecycleState('active', 3), LifecycleState('finalized', 4)


class LifecycleNode(Node):
    """
    A node with lifecycle states. Only its own program triggers transitions.

    There are no lifecycle services, because the tools that call them need ROS 2.
    """

    def __init__(self, node_name: str, *, namespace: str = '/') -> None:
        """Join the graph, unconfigured."""
        super().__init__(node_name, namespace=namespace)
        self._lifecycle_state = _UNCONFIGURED

    def trigger_configure(self) -> TransitionCallbackReturn:
        """Go from unconfigured to inactive."""
        return self._transition(_UNCONFIGURED, self.on_configure, _INACTIVE)

    def trigger_activate(self) -> TransitionCallbackReturn:
        """Go from inactive to active."""
        return self._transition(_INACTIVE, self.on_activate, _ACTIVE)

    def trigger_deactivate(self) -> TransitionCallbackReturn:
        """Go from active to inactive."""
        return self._transition(_ACTIVE, self.on_deactivate, _INACTIVE)

    def trigger_cleanup(self) -> TransitionCallbackReturn:
        """Go from inactive to unconfigured."""
        return self._transition(_INACTIVE, self.on_cleanup, _UNCONFIGURED)

    def trigger_shutdown(self) -> TransitionCallbackReturn:
        """Go to the state finalized."""
        return self._transition(self._lifecycle_state, self.on_shutdown, _FINALIZED)

    def _transition(self, start: LifecycleState, callback, end: LifecycleState):
        if self._lifecycle_state != start:
            raise RuntimeFault(f'this transition starts in the state {start.label}, but the node '
                               f'is {self._lifecycle_state.label}')
        result = callback(start)
        if result == TransitionCallbackReturn.SUCCESS:
            self._lifecycle_state = end
        return result

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Return SUCCESS; override it to load resources."""
        return TransitionCallbackReturn.SUCCESS

    on_activate = on_deactivate = on_cleanup = on_shutdown = on_configure
