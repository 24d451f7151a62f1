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

"""Child processes, and the resources that they use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
from typing import Any

from fer_ros.values.errors import FerRosError

# A node that loads a model may take a while to end.
_STOP_S = 10.0


@contextmanager
def child(arguments: Sequence[str], environment: dict[str, str],
          log: Path) -> Iterator[subprocess.Popen]:
    """Run `python ARGUMENTS` during the block, with its output in a file; then interrupt it."""
    with open(log, 'w', encoding='utf-8') as out:
        process = subprocess.Popen([sys.executable, *arguments], stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=out, env=os.environ | environment,
                                   # Ctrl-C reaches only the parent, which ends its children.
                                   start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answer(arguments: Sequence[str], environment: dict[str, str], timeout: float) -> Any:
    """
    Run `python ARGUMENTS` to its end and return the JSON that it prints.

    :raises FerRosError: if it fails, with its error output
    """
    try:
        result = subprocess.run([sys.executable, *arguments], env=os.environ | environment,
                                capture_output=True, text=True, check=False, timeout=timeout)
    except subprocess.TimeoutExpired as error:
        raise FerRosError(f"{' '.join(arguments)} did not end in {timeout:g} s") from error
    if result.returncode:
        raise FerRosError(f"{' '.join(arguments)} failed:\n{result.stderr.strip()}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def cpu_seconds(pid: int) -> float:
    """Return the processor time of all threads of a process since its start (proc(5))."""
    fields = Path(f'/proc/{pid}/stat').read_text(encoding='utf-8').rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def resident_mib(pid: int | str) -> float:
    """Return the resident memory of a process in MiB (proc(5))."""
    pages = int(Path(f'/proc/{pid}/statm').read_text(encoding='utf-8').split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 2**20
