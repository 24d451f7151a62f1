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

"""A thread that always works on the latest item."""

from __future__ import annotations

from collections.abc import Callable
import threading
from typing import Any

WORKER = 'worker'


class LatestItemWorker:
    """
    Calls `work` with items in its own thread; only the latest waiting item is kept.

    The executor stays free for services and parameters, and the results are at most one item
    behind the camera. `work` must handle its own errors.
    """

    def __init__(self, work: Callable[[Any], None], on_drop: Callable[[Any], None]) -> None:
        """Start the thread; `on_drop` takes each item that a later one replaces."""
        self._work, self._on_drop = work, on_drop
        self._item: Any = None
        self._stopped = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=WORKER, daemon=True)
        self._thread.start()

    def put(self, item: Any) -> None:
        """Add an item; it replaces one that is still waiting."""
        with self._changed:
            dropped, self._item = self._item, item
            self._changed.notify()
        if dropped is not None:
            self._on_drop(dropped)

    def stop(self, timeout: float = 5.0) -> bool:
        """
        End the thread after the present item; wait up to `timeout` seconds for it.

        :return: whether it has ended; otherwise it is left behind
        """
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._item is not None or self._stopped)
                if self._stopped:
                    return
                item, self._item = self._item, None
            self._work(item)
