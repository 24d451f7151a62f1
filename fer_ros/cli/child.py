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

"""A `fer_ros` command in a child process that ends whenever its parent ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
import ctypes
import os
from pathlib import Path
import signal
import subprocess
import sys

from fer_ros.benchmark.children import child

_PR_SET_PDEATHSIG = 1  # prctl(2)


def command(arguments: Sequence[str], log: Path) -> AbstractContextManager[subprocess.Popen]:
    """
    Run a `fer_ros` command during the block; at the end interrupt it and wait.

    :param log: file for the output of the command
    """
    return child(['-m', 'fer_ros.cli.child', str(os.getpid()), *arguments], {}, log)


def end_with_parent(parent: int) -> None:
    """
    Let the kernel send SIGTERM to this process when its parent ends (Linux only).

    :param parent: process id of the expected parent
    """
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # the parent has already ended
        sys.exit(128 + signal.SIGTERM)


if __name__ == '__main__':
    end_with_parent(int(sys.argv[1]))
    from fer_ros.cli.main import main

    sys.exit(main(sys.argv[2:]))
