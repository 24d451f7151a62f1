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

"""The progress over many bags: a bar on a terminal, otherwise a line every ten seconds."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, TextIO

from fer_ros.cli.progress import PERIOD_S


class BagsProgress:
    """Reports bags done, frames a second and the time left on stderr."""

    def __init__(self, total: int, *, period: float = PERIOD_S,
                 stream: TextIO | None = None) -> None:
        """
        Begin.

        :param total: number of bags
        :param period: seconds between two lines
        :param stream: where to write instead of stderr
        """
        self._stream, self._total = stream or sys.stderr, total
        self._bags = self._failed = self._frames = 0
        self._begun = time.monotonic()
        self._bar: Any = None
        self._stopped = threading.Event()
        if self._stream.isatty():
            from tqdm import tqdm
            self._bar = tqdm(total=total, unit='bag', file=self._stream)
        else:
            self._thread = threading.Thread(target=self._tell, args=(period,), daemon=True,
                                            name='fer_ros progress')
            self._thread.start()

    def done(self, row: dict[str, Any]) -> None:
        """Note a bag that is done, or has failed."""
        self._bags += 1
        self._frames += row['frames']
        self._failed += row['status'] == 'failed'
        if self._bar is not None:
            self._bar.set_postfix_str(f'{self._rate:.0f} frames/s, {self._failed} failed',
                                      refresh=False)
            self._bar.update()

    @property
    def _rate(self) -> float:
        return self._frames / max(time.monotonic() - self._begun, 1e-9)

    def line(self) -> str:
        """Return the progress as a line."""
        seconds = time.monotonic() - self._begun
        left = f'{seconds / self._bags * (self._total - self._bags):.0f} s left' \
            if self._bags else 'time left unknown'
        return (f'{seconds:.0f} s: {self._bags} of {self._total} bags, {self._failed} failed, '
                f'{self._rate:.0f} frames/s, {left}')

    def _tell(self, period: float) -> None:
        while not self._stopped.wait(period):
            print(self.line(), file=self._stream, flush=True)

    def close(self) -> None:
        """End the report."""
        if self._bar is not None:
            self._bar.close()
            return
        self._stopped.set()
        self._thread.join()
