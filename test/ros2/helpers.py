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

"""A shell with a real ROS 2, and the build of this package for it."""

from dataclasses import dataclass
import os
from pathlib import Path
import shlex
import shutil
import signal
import subprocess
import sys

import pytest
from waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
# Fast DDS is the default of ROS 2.
MIDDLEWARES = ('rmw_fastrtps_cpp', 'rmw_cyclonedds_cpp')
BUILD_S = 600
COMMAND_S = 120
STOP_S = 20
# No daemon, which would outlive the tests; long enough to discover a node on a busy machine
DIRECT = '--no-daemon --spin-time 2'


@dataclass(frozen=True)
class Ros2:
    """A shell with ROS 2 and the workspace sourced."""

    setups: tuple[Path, ...]
    folder: Path
    middleware: str = ''

    def _script(self, command):
        sources = ' && '.join(f'source {shlex.quote(str(path))}' for path in self.setups)
        # The interpreter of the tests, which has what the nodes import, comes first.
        path = f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH'
        return f'{path} && {sources or "true"} && {command}'

    def environment(self, **variables):
        """Return the environment variables of the shell."""
        base = {name: value for name, value in os.environ.items() if name != 'FER_ROS_RUNTIME'}
        middleware = {'RMW_IMPLEMENTATION': self.middleware} if self.middleware else {}
        # Humble lacks ROS_AUTOMATIC_DISCOVERY_RANGE; later ones warn of ROS_LOCALHOST_ONLY.
        if any('humble' in str(path) for path in (*self.setups, base.get('AMENT_PREFIX_PATH'))):
            # It and CYCLONEDDS_URI both name an interface; Cyclone DDS accepts only one.
            base |= {'ROS_LOCALHOST_ONLY': '1', 'CYCLONEDDS_URI': ''}
        return base | middleware | {'ROS_HOME': str(self.folder),
                                    'PYTHONUNBUFFERED': '1'} | variables

    def run(self, command, timeout=COMMAND_S, **variables):
        """Run a command; return its exit code and what it printed."""
        process = self.start(command, **variables)
        try:
            output, _ = process.communicate(timeout=timeout)
        finally:
            stop(process, signal.SIGKILL)
        return process.returncode, output

    def expect(self, command, *texts, **variables):
        """Run a command until it prints the texts: discovery is slow on a busy machine."""
        output = ''

        def told():
            nonlocal output
            _, output = self.run(command, **variables)
            return all(text in output for text in texts)

        wait_until(told, lambda: f'{texts} in the output of `{command}`:\n{output}\nwhich', 90.0)
        return output

    def start(self, command, **variables):
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            ['bash', '-c', self._script(command)], cwd=self.folder, text=True,
            env=self.environment(**variables), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def stop(process, number=signal.SIGINT):
    """Send a signal to a process group, wait for its end and return what was printed."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    try:
        return process.communicate(timeout=STOP_S)[0]
    except ValueError:  # the output was read before
        process.wait(STOP_S)
        return ''
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate(timeout=STOP_S)[0]


def build(ros2, folder, *options):
    """Build this package in a workspace at `folder`; no warning is allowed."""
    if not shutil.which('colcon', path=f'{Path(sys.executable).parent}:{os.environ["PATH"]}'):
        pytest.skip('colcon is not installed')
    source = folder / 'src' / 'fer_ros'
    if not source.exists():
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(
            '.*', 'build', 'install', 'log', 'out', '__pycache__', '*.egg-info'))
    # Humble's CMake would take any python3 of the machine.
    python = ' '.join(f'-D{name}={shlex.quote(sys.executable)}'
                      for name in ('PYTHON_EXECUTABLE', 'Python3_EXECUTABLE'))
    code, output = ros2.run(f'cd {shlex.quote(str(folder))} && colcon build {" ".join(options)} '
                            f'--cmake-args -DBUILD_TESTING=OFF {python}', BUILD_S)
    assert code == 0, output
    assert 'stderr' not in output, output
