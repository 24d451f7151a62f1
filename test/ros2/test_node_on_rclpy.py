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


"""The tests of the node again, with the node on rclpy and the tester on either runtime."""

import re
import shlex

from helpers import ROOT
import pytest

LIMIT_S = 900


@pytest.mark.parametrize('module', [
    'test_emotion_node', 'test_managed_node',
    *(pytest.param(module, marks=pytest.mark.very_slow) for module in (
        'test_node_events', 'test_interoperability', 'test_bad_images', 'test_privacy',
        'test_faults_inputs', 'test_faults_models'))])
def test_node(ros2, tmp_path, module):
    # Services work only between nodes on the same middleware, and Humble's graph differs.
    humble = 'humble' in ros2.run('echo $ROS_DISTRO')[1]
    if ros2.middleware != 'rmw_cyclonedds_cpp' or humble:
        runtimes = {'FER_ROS_TEST_RUNTIME': 'rclpy'}
    else:
        pytest.importorskip('cyclonedds')
        runtimes = {'FER_ROS_TEST_RUNTIME': 'embedded', 'TESTED_RUNTIME': 'rclpy'}
    # Not from the source tree, which has no built messages
    code, output = ros2.run(
        f'cd {shlex.quote(str(tmp_path))} && python3 -m pytest -q -p no:cacheprovider '
        f'-c {shlex.quote(str(ROOT / "pyproject.toml"))} '
        f'{shlex.quote(str(ROOT / "test/node" / module))}.py', LIMIT_S, **runtimes)
    assert code == 0, output
    assert re.search(r'\b[1-9]\d* passed', output)
