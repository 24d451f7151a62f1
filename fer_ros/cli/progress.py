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

"""The progress of a command: a bar on a terminal, otherwise a line every ten seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
import sys
import threading
import time
from typing import TextIO, TypeVar

PERIOD_S = 10.0

Item = TypeVar('Item')


def progress(items: Iterable[Item], total: int | None, unit: str = 'frame',
             period: float = PERIOD_S, stream: TextIO | None = None) -> Iterator[Item]:
    """
    Return the items and report their number on stderr.

    :param total: the total number of items, if it is known
    :param period: seconds between two lines
    :param stream: where to write instead of stderr
    """
    stream = stream or sys.stderr
    if stream.isatty():
        from tqdm import tqdm
        yield from tqdm(items, total=total, unit=unit, leave=False, file=stream)
        return
    lines = _Lines(total, unit, stream)
    stopped = threading.Event()

    def tell() -> None:
        while not stopped.wait(period):
            lines.write()

    # In a thread, so that lines also appear while a source stalls.
    thread = threading.Thread(target=tell, name='fer_ros progress', daemon=True)
    thread.start()
    try:
        for item in items:
            yield item
            lines.done += 1
    finally:
        stopped.set()
        thread.join()


class _Lines:
    """Writes how many items are done."""

    def __init__(self, total: int | None, unit: str, stream: TextIO) -> None:
        self.done = 0
        self._total, self._unit, self._stream = total, unit, stream
        self._begun = self._last_time = time.monotonic()
        self._last_done = 0

    def write(self) -> None:
        now = time.monotonic()
        rate = (self.done - self._last_done) / max(now - self._last_time, 1e-9)
        self._last_time, self._last_done = now, self.done
        share = f' of {self._total} ({self.done / self._total:.0%})' if self._total else ''
        print(f'{now - self._begun:.0f} s: {self.done}{share} {self._unit}s, '
              f'{rate:.1f} {self._unit}s/s', file=self._stream, flush=True)
