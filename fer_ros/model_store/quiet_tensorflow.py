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

"""Hides TensorFlow's messages about the hardware at its start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
import os
import re
import sys
import threading

# A line of TensorFlow's log: severity (fatal ones are kept), date or zeros, time, thread, source
# file; and messages that belong to such lines.
_NOISE = re.compile(
    rb'[IWE]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\]|[IWE]0000 \d\d:\d\d:\d{10}\.\d+ |'
    rb'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] (tensorflow|external|xla|third_party)/|'
    rb'WARNING: All log messages before absl::InitializeLog\(\) is called|'
    rb'To enable the following instructions:|Skipping registering GPU devices')
LEVEL = 'TF_CPP_MIN_LOG_LEVEL'


@contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """
    Drop TensorFlow's start-up messages from standard error in the block.

    TF_CPP_MIN_LOG_LEVEL alone is not enough: TensorFlow logs before it reads the variable. All
    other lines, also of other threads, are printed. If the variable asks for messages (0 or 1),
    nothing is dropped.
    """
    if os.environ.setdefault(LEVEL, '2') in ('0', '1'):
        yield
        return
    try:
        terminal = os.dup(2)
        read, write = os.pipe()
    except OSError:  # standard error is closed
        yield
        return
    sys.stderr.flush()
    os.dup2(write, 2)
    os.close(write)
    thread = threading.Thread(target=_forward, args=(read, terminal), daemon=True)
    thread.start()
    try:
        yield
    finally:
        sys.stderr.flush()
        # This closes the last writing end of the pipe, so the thread reads to the end and stops.
        os.dup2(terminal, 2)
        thread.join(timeout=1.0)


def _forward(read: int, terminal: int) -> None:
    """Copy all lines but those of TensorFlow's log."""
    with open(read, 'rb') as lines, open(terminal, 'wb', buffering=0) as out:
        for line in lines:
            if not _NOISE.match(line):
                out.write(line)
