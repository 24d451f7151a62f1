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

"""Child processes that end with their parent's block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import os
from pathlib import Path
import signal
import subprocess
import sys

# Loading a model can keep a node from answering for a while.
STOP_S = 10.0


@contextmanager
def command(arguments: Sequence[str], log: Path) -> Iterator[subprocess.Popen]:
    """
    Run a `fer_ros` command beside the block; at its end interrupt it and wait.

    :param log: file that takes what the command prints
    """
    with open(log, 'w', encoding='utf-8') as out:
        process = subprocess.Popen([sys.executable, '-m', 'fer_ros.demo.child', str(os.getpid()),
                                    *arguments],
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   # Ctrl-C reaches the parent, who then ends its children.
                                   start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
