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

"""A real ROS 2 with this package built for it; without a ROS 2 these tests are skipped."""

from dataclasses import replace
import os
from pathlib import Path
import sys

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from helpers import build, MIDDLEWARES, Ros2  # noqa: E402, I100


@pytest.fixture(scope='session')
def ros2_only(tmp_path_factory):
    """Return a ROS 2 that this interpreter can use, without fer_ros."""
    folder = tmp_path_factory.mktemp('ros2')
    if 'AMENT_PREFIX_PATH' in os.environ:
        candidates = [()]  # a sourced one, as under `colcon test`
    elif 'FER_ROS_TEST_ROS' in os.environ:
        candidates = [(Path(os.environ['FER_ROS_TEST_ROS']) / 'setup.bash',)]
    else:  # the newest; rolling only if there is no other
        found = sorted(Path('/opt/ros').glob('*/setup.bash'), reverse=True)
        candidates = [(path,) for path in sorted(found, key=lambda path: 'rolling' in str(path))]
    reasons = ['no ROS 2 is sourced or lies under /opt/ros']
    for setups in candidates:
        ros2 = Ros2(setups, folder)
        code, output = ros2.run('python3 -c "import rclpy" && ros2 --help > /dev/null')
        if code == 0:
            return ros2
        reasons = [f'{setups}: {output.strip().splitlines()[-1]}']
    pytest.skip(f'no ROS 2 for Python {sys.version_info[0]}.{sys.version_info[1]}: {reasons[0]}')


@pytest.fixture(scope='session')
def workspace(ros2_only):
    """Return a ROS 2 with this package, built by colcon unless it is sourced already."""
    prefixes = os.environ.get('AMENT_PREFIX_PATH', '').split(os.pathsep)
    if any((Path(prefix) / 'share/fer_ros/package.xml').is_file() for prefix in prefixes):
        return ros2_only
    build(ros2_only, ros2_only.folder)
    return Ros2((*ros2_only.setups, ros2_only.folder / 'install/setup.bash'), ros2_only.folder)


@pytest.fixture(scope='session', params=MIDDLEWARES)
def ros2(workspace, request):
    """Return the workspace with each middleware that is installed."""
    if workspace.run(f'ros2 pkg prefix {request.param}')[0] != 0:
        pytest.skip(f'{request.param} is not installed')
    return replace(workspace, middleware=request.param)
