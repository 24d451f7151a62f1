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

"""Waiting for messages, requests and timers, and calling back."""

from __future__ import annotations

import time

from cyclonedds.core import (InstanceState, ReadCondition, SampleState, ViewState, WaitSet)
from fer_ros.embedded import context
from fer_ros.embedded.errors import ExternalShutdownException

# Signals reach Python only between waits.
_SLICE_S = 0.1
_ANY = SampleState.Any | ViewState.Any | InstanceState.Any


class Executor:
    """Runs the callbacks of one node, in the thread that spins it."""

    def __init__(self, participant_entity, wake_up) -> None:
        """Start with nothing to wait for but the wake-up."""
        self._wait_set = WaitSet(participant_entity)
        self._wake_up = wake_up
        self._wait_set.attach(wake_up)
        self._conditions: dict = {}
        self.timers: list = []

    def add(self, entity) -> None:
        """Wait for what comes to an entity's reader."""
        condition = ReadCondition(entity.reader, _ANY)
        self._conditions[entity] = condition
        self._wait_set.attach(condition)
        self._wake_up.set(True)  # a wait that is under way does not know of it yet

    def remove(self, entity) -> None:
        """Wait for it no more."""
        condition = self._conditions.pop(entity, None)
        if condition is not None:
            self._wait_set.detach(condition)

    def spin_once(self, timeout: float | None) -> None:
        """
        Wait for at most `timeout` seconds (None: for ever) and call back for all that is ready.

        :raises ExternalShutdownException: if the context is shut down before or meanwhile
        """
        end = float('inf') if timeout is None else time.monotonic() + timeout
        while True:
            if not context.ok():
                raise ExternalShutdownException
            now = time.monotonic()
            wait = min(end, *(timer.due for timer in self.timers), now + _SLICE_S) - now
            if self._wait_set.wait(max(int(wait * 1e9), 0)):
                self._wake_up.set(False)
            if not context.ok():
                raise ExternalShutdownException
            if self._run_ready() or time.monotonic() >= end:
                return

    def _run_ready(self) -> bool:
        """Call back once for each entity that has something; say whether there was any."""
        entities = [entity for entity, condition in list(self._conditions.items())
                    if condition.triggered]
        now = time.monotonic()
        timers = [timer for timer in self.timers if timer.due <= now]
        # A callback may destroy or cancel what is to come after it.
        for entity in entities:
            if entity in self._conditions:
                entity.execute()
        for timer in timers:
            if timer.due <= now:
                timer.execute()
        return bool(entities or timers)


def spin(node) -> None:
    """
    Run a node's callbacks until the context is shut down.

    As in rclpy, shut down by a callback it returns.

    :raises ExternalShutdownException: if a signal or another thread did it
    """
    while context.ok():
        node.executor.spin_once(None)


def spin_once(node, *, timeout_sec: float | None = None) -> None:
    """Wait for at most `timeout_sec` seconds and run the callbacks that are due."""
    node.executor.spin_once(timeout_sec)
