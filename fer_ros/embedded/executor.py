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

"""Waits for messages, requests and timers, and runs their callbacks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
import threading
import time

from cyclonedds.core import (GuardCondition, InstanceState, ReadCondition, SampleState, ViewState,
                             WaitSet)
from fer_ros.embedded import context
from fer_ros.embedded.errors import ExternalShutdownException

# Python handles signals only between two waits.
_SIGNAL_CHECK_S = 0.1
_ANY = SampleState.Any | ViewState.Any | InstanceState.Any


class MutuallyExclusiveCallbackGroup:
    """
    A group whose callbacks run one at a time, in parallel to those of other groups.

    Here each group except the default group of a node has its own thread, as long as the node
    exists.
    """


class Executor:
    """Runs callbacks in the thread that spins it."""

    def __init__(self, participant_entity) -> None:
        """Start with only the wake-up condition."""
        self._wait_set = WaitSet(participant_entity)
        self._wake_up = GuardCondition(participant_entity)
        self._wait_set.attach(self._wake_up)
        self._conditions: dict = {}
        self._calls: deque[Callable[[], object]] = deque()
        self._closed = False
        self.timers: list = []

    def wake(self) -> None:
        """End the current wait. Any thread and signal handlers may call this."""
        self._wake_up.set(True)

    def call_soon(self, call: Callable[[], object]) -> None:
        """Run `call` in the thread that spins. Any thread may call this; it does not wait."""
        self._calls.append(call)
        self.wake()

    def start(self, name: str) -> None:
        """Spin in a new thread until `close` or the end of the context."""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End that thread after its current callback."""
        self._closed = True
        self.wake()
        if threading.current_thread() is not self._thread:
            self._thread.join(5.0)

    def _run(self) -> None:
        try:
            while not self._closed:
                self.spin_once(_SIGNAL_CHECK_S)
        except ExternalShutdownException:
            pass

    def add(self, entity) -> None:
        """Wait for data of the reader of an entity."""
        condition = ReadCondition(entity.reader, _ANY)
        self._conditions[entity] = condition
        self._wait_set.attach(condition)
        self.wake()  # so that a current wait includes it

    def remove(self, entity) -> None:
        """Stop waiting for an entity."""
        condition = self._conditions.pop(entity, None)
        if condition is not None:
            self._wait_set.detach(condition)
            self.wake()

    def spin_once(self, timeout: float | None) -> None:
        """
        Wait for at most `timeout` seconds (None: for ever) and run all callbacks that are ready.

        :raises ExternalShutdownException: if the context is or gets shut down
        """
        end = float('inf') if timeout is None else time.monotonic() + timeout
        while True:
            if not context.ok():
                raise ExternalShutdownException
            now = time.monotonic()
            wait = min(end, *(timer.due for timer in self.timers), now + _SIGNAL_CHECK_S) - now
            if self._wait_set.wait(max(int(wait * 1e9), 0)):
                self._wake_up.set(False)
            if not context.ok():
                raise ExternalShutdownException
            if self._run_ready() or time.monotonic() >= end:
                return

    def _run_ready(self) -> bool:
        """Run one callback for each ready entity, timer and call; say whether there was one."""
        entities = [entity for entity, condition in list(self._conditions.items())
                    if condition.triggered]
        now = time.monotonic()
        timers = [timer for timer in self.timers if timer.due <= now]
        calls = [self._calls.popleft() for _ in range(len(self._calls))]
        # A callback may destroy an entity or cancel a timer of this round.
        for entity in entities:
            if entity in self._conditions:
                entity.execute()
        for timer in timers:
            if timer.due <= now:
                timer.execute()
        for call in calls:
            call()
        return bool(entities or timers or calls)


def spin(node, *, threads: int = 1) -> None:
    """
    Run a node's callbacks until the context is shut down.

    It returns if a callback shut the context down, as in rclpy.

    :param threads: not used here, where each callback group has its own thread; fer_ros.ros needs
        it for rclpy
    :raises ExternalShutdownException: if a signal or another thread shut the context down
    """
    while context.ok():
        node.executor.spin_once(None)


def spin_once(node, *, timeout_sec: float | None = None) -> None:
    """Wait for at most `timeout_sec` seconds and run the callbacks that are due."""
    node.executor.spin_once(timeout_sec)
