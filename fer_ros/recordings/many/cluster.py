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

"""Workers of a Dask cluster: on this machine, Kubernetes, Slurm or a cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fer_ros.recordings.many.workers import Outcome, Task, WorkerDied
from fer_ros.system import install_line
from fer_ros.values.errors import FerRosError, MissingDependencyError

LOCAL = 'local'
# Tasks given to a remote cluster at once, at least: one that adapts its size needs some waiting.
_WAITING = 100
_CONNECT_S = 30
# By default Dask has malloc(3) give all free memory back at once; images then cost many page
# faults. glibc keeps a block only if its size is below the first of these.
_MALLOC = {'MMAP_THRESHOLD': 32 * 2**20, 'TRIM_THRESHOLD': 256 * 2**20}
_CONFIG = {
    # A bag that kills its worker must be blamed, not the scheduler's luck: each task runs alone
    # on its worker, and one death ends it.
    'distributed.scheduler.allowed-failures': 0, 'distributed.scheduler.worker-saturation': 1.0,
    'distributed.worker.profile.enabled': False,
    **{f'distributed.nanny.pre-spawn-environ.MALLOC_{name}_': value
       for name, value in _MALLOC.items()}}


class Cluster:
    """
    Runs a function on tasks on the workers of a Dask scheduler.

    The scheduler gives the task of a worker that died to another one, up to its setting
    `allowed-failures`.
    """

    def __init__(self, address: str, count: int, function: Callable[[Any], Any]) -> None:
        """
        Connect.

        :param address: of the scheduler, such as `tcp://HOST:8786`; LOCAL starts one here
        :param count: number of workers that a scheduler that is started here gets
        :raises MissingDependencyError: if distributed is not installed
        :raises FerRosError: if the scheduler cannot be reached
        """
        try:
            import dask
            import distributed
        except ImportError as error:
            raise MissingDependencyError(
                f'--scheduler needs Dask: {install_line("cluster")}') from error
        self._distributed, self._function = distributed, function
        self._local: Any = None
        try:
            if address == LOCAL:
                with dask.config.set(_CONFIG):
                    self._local = distributed.LocalCluster(n_workers=count, threads_per_worker=1)
            self._client = distributed.Client(self._local or address, timeout=_CONNECT_S)
        except (OSError, ValueError, RuntimeError) as error:
            raise FerRosError(f"no Dask scheduler at '{address}': {error}") from error
        self.attempts = 3 if self._local else 2

    @property
    def link(self) -> str:
        """Return the address of Dask's dashboard."""
        return str(self._client.dashboard_link or '')

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Return outcomes as `Workers.run` does."""
        waiting = iter(tasks)
        futures: dict[Any, Task] = {}
        completed = self._distributed.as_completed()
        while True:
            while len(futures) < self._limit():
                task = next(waiting, None)
                if task is None:
                    break
                future = self._client.submit(self._function, task, pure=False)
                futures[future] = task
                completed.add(future)
            if not futures:
                return
            future = next(completed)
            yield futures.pop(future), self._result(future)

    def _limit(self) -> int:
        threads = sum(self._client.ncores().values())
        return max(threads, 1) if self._local else max(2 * threads, _WAITING)

    def _result(self, future: Any) -> Any:
        try:
            return future.result()
        except self._distributed.KilledWorker as error:
            return WorkerDied(f'its worker died: {error}')
        except Exception as error:
            return error

    def close(self) -> None:
        """Disconnect, and end a scheduler that was started here."""
        self._client.close()
        if self._local is not None:
            self._local.close()
