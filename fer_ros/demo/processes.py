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

"""The processes of the demo, which end with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
import os
from pathlib import Path
import subprocess

from fer_ros.benchmark.children import child


def command(arguments: Sequence[str], log: Path) -> AbstractContextManager[subprocess.Popen]:
    """
    Run a `fer_ros` command beside the block; at its end interrupt it and wait.

    :param log: file that takes what the command prints
    """
    return child(['-m', 'fer_ros.demo.child', str(os.getpid()), *arguments], {}, log)
