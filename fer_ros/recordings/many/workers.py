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

"""
Worker processes on this machine.

`concurrent.futures.ProcessPoolExecutor` fails all its tasks when one worker dies, and does not say
whose fault it was. Here a worker that dies costs its own bag only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
import multiprocessing
from multiprocessing.connection import Connection, wait
import signal
from typing import Any, TypeVar

from fer_ros.values.errors import FerRosError

Task = TypeVar('Task')
Outcome = tuple[Task, Any]  # a task, and its result or the exception that it ended with


class WorkerDied(Exception):
    """A worker ended while it was working; the message says how."""


class Workers:
    """Runs a function on tasks in processes, each started when it is needed."""

    attempts = 3
    link = ''

    def __init__(self, count: int, function: Callable[[Any], Any]) -> None:
        """Take the number of processes, and a function that another process can import."""
        self._count, self._function = count, function
        self._workers: dict[Any, _Worker] = {}

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """
        Return each task with its result, or with the exception that it ended with, as they end.

        New tasks may be added to `tasks` while it is read, as long as tasks are running.
        """
        waiting = iter(tasks)
        busy: dict[Any, Task] = {}
        while True:
            self._give(waiting, busy)
            if not busy:
                return
            for connection in wait(list(busy)):
                worker, task = self._workers[connection], busy.pop(connection)
                answer = worker.answer()
                if not worker.alive:
                    del self._workers[connection]
                yield task, answer

    def _give(self, waiting: Iterator[Task], busy: dict[Any, Task]) -> None:
        while len(busy) < self._count:
            task = next(waiting, None)
            if task is None:
                return
            idle = next((one for one in self._workers if one not in busy), None)
            if idle is None:
                worker = _Worker(self._function)
                idle = worker.connection
                self._workers[idle] = worker
            self._workers[idle].connection.send(task)
            busy[idle] = task

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            worker.kill()
        self._workers.clear()


class _Worker:
    """A process that works on one task after the other."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        # Spawned, not forked: libraries with threads do not survive a fork.
        context = multiprocessing.get_context('spawn')
        self.connection, child = context.Pipe()
        self._process = context.Process(target=_serve, args=(child, function), daemon=True)
        self._process.start()
        child.close()
        self.alive = True

    def answer(self) -> Any:
        """Return a result, or an exception."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            self.alive = False
            self._process.join()
            self.connection.close()
            code = self._process.exitcode or 0
            how = f'signal {signal.Signals(-code).name}' if code < 0 else f'exit code {code}'
            return WorkerDied(f'its worker ended with {how}')

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


def _serve(connection: Connection, function: Callable[[Any], Any]) -> None:
    # Ctrl-C reaches all processes of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            answer = function(task)
        except Exception as error:
            # Errors of other packages may not survive the way back.
            answer = error if isinstance(error, FerRosError) and type(error).__init__ is \
                Exception.__init__ else FerRosError(f'{type(error).__name__}: {error}')
        try:
            connection.send(answer)
        except OSError:  # the process that asked is gone
            return
