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
"""All tests are collected with a sourced ROS 2, whose packages bring plugins for pytest."""

from collections import Counter
from importlib.util import find_spec
import os
import shlex
import subprocess
import sys

from helpers import ROOT

COLLECT = [sys.executable, '-m', 'pytest', '--collect-only', '-q', '-p', 'no:cacheprovider']


def collected(output):
    """Return how often each test is collected; those of the node only if both can run them."""
    tests = Counter(line.partition('[')[0] for line in output.splitlines()
                    if line.startswith('test/') and '::' in line)
    if find_spec('cyclonedds'):
        return tests
    return Counter({test: count for test, count in tests.items()
                    if not test.startswith('test/node/')})


def test_as_many_tests_as_without(ros2_only):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('PYTHONPATH', 'AMENT_PREFIX_PATH', 'FER_ROS_RUNTIME')}
    plain = subprocess.run(COLLECT, cwd=ROOT, env=environment, text=True, check=False,
                           capture_output=True)
    code, output = ros2_only.run(f'cd {shlex.quote(str(ROOT))} && {shlex.join(COLLECT)}', 300)
    assert plain.returncode == 0, plain.stdout + plain.stderr
    assert code == 0, output
    assert collected(output).total() > 2000
    assert collected(output) == collected(plain.stdout)
