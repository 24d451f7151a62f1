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

"""Decodes frames in a thread of their own while earlier frames are processed."""

from __future__ import annotations

from collections.abc import Iterator
import queue
import threading
from typing import TypeVar

Item = TypeVar('Item')
_END = object()


def read_ahead(items: Iterator[Item], count: int) -> Iterator[Item]:
    """
    Return the items in their order; up to `count` are produced in advance.

    An exception is raised after the items before it. Closing the iterator closes `items`.
    """
    waiting: queue.Queue = queue.Queue(count)
    stopped = threading.Event()

    def put(item: object) -> bool:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                pass
        return False

    def work() -> None:
        try:
            for item in items:
                if not put((item, None)):
                    break
            else:
                put((_END, None))
        except BaseException as error:  # raised in the caller's thread
            put((_END, error))
        finally:
            close = getattr(items, 'close', None)
            if close is not None:
                close()

    thread = threading.Thread(target=work, name='fer_ros read-ahead', daemon=True)
    thread.start()
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
        thread.join()
