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

"""Which runtime `fer_ros.ros` takes, and what it says."""

import os
import subprocess
import sys

import pytest

pytest.importorskip('cyclonedds')

SHOW = 'from fer_ros import ros; print(ros.RUNTIME, "|", ros.REASON)'


def _choose(path, **variables):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('FER_ROS_RUNTIME', 'PYTHONPATH')}
    return subprocess.run([sys.executable, '-c', SHOW], env=environment | variables | {
        'PYTHONPATH': os.pathsep.join([str(path), *filter(None, sys.path)])},
        capture_output=True, text=True, check=False)


@pytest.fixture
def broken_ros(tmp_path):
    """Return a folder with an rclpy built for another Python, beside messages of fer_ros."""
    (tmp_path / 'rclpy').mkdir()
    (tmp_path / 'rclpy/__init__.py').touch()
    (tmp_path / 'rclpy/node.py').write_text(
        'raise ImportError("No module named rclpy._rclpy_pybind11\\nThe C extension ...")')
    # A namespace that find_spec meets; the package itself stays the one under test.
    (tmp_path / 'sitecustomize.py').write_text(
        'import importlib.util as u\nfind = u.find_spec\n'
        'u.find_spec = lambda name, *rest: True if name == "fer_ros.msg" else find(name, *rest)')
    return tmp_path


def test_an_rclpy_for_another_python_is_passed_over(broken_ros):
    result = _choose(broken_ros)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith('embedded | ')
    assert 'cannot be imported: No module named rclpy._rclpy_pybind11\n' in result.stdout


def test_forced_it_is_an_error(broken_ros):
    result = _choose(broken_ros, FER_ROS_RUNTIME='rclpy')
    assert result.returncode != 0
    assert 'the runtime rclpy cannot be used' in result.stderr
