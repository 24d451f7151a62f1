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

"""What ROS4HRI's own software and the tools of ROS 2 see of the node, on either runtime."""

import json
import re
import shlex

from helpers import DIRECT, ROOT, stop
import pytest

LIST = '/humans/faces/tracked'


@pytest.fixture
def python_with_pyhri(ros2):
    """Return an interpreter that can import pyhri, or skip."""
    reason = ''
    # pyhri is built for one version of NumPy, which may be that of the system.
    for python in ('python3', '/usr/bin/python3'):
        code, reason = ros2.run(f'{python} -c "import hri, rclpy, hri_msgs"')
        if code == 0 and 'NumPy' not in reason:
            return python
    pytest.skip(f'pyhri cannot be imported: {reason.strip().splitlines()[-1]}')


@pytest.fixture(params=['rclpy', 'embedded'])
def node(ros2, request):
    """Run the node with hri:=true and a camera; return the running node."""
    if ros2.run('ros2 pkg prefix hri_msgs')[0] != 0:
        pytest.skip('hri_msgs is not installed')
    if request.param == 'embedded':
        pytest.importorskip('cyclonedds')
    runtime = {'FER_ROS_RUNTIME': request.param}
    running = [ros2.start('python3 -m fer_ros node --ros-args -p hri:=true', **runtime),
               ros2.start('python3 -m fer_ros camera demo', **runtime)]
    yield running[0]
    output = stop(running[0])
    stop(running[1])
    assert f'runtime {request.param}' in output
    assert 'ERROR' not in output and 'Traceback' not in output


def share(ros2, package):
    """Return the share folder of an installed package."""
    return f"{ros2.run(f'ros2 pkg prefix --share {package}')[1].strip()}"


def test_the_tools_see_the_types_of_the_installed_packages(node, ros2):
    for topic, package, name in ((LIST, 'hri_msgs', 'IdsList'),
                                 ('/fer/detections', 'vision_msgs', 'Detection2DArray')):
        code, text = ros2.run(f'cat {share(ros2, package)}/msg/{name}.json')
        if code != 0:
            pytest.skip(f'{package} is not installed, or has no type hashes (Humble)')
        expected, = (entry['hash_string'] for entry in json.loads(text)['type_hashes']
                     if entry['type_name'] == f'{package}/msg/{name}')
        ros2.expect(f'ros2 topic info -v {topic} {DIRECT}', 'Node name: fer', expected)


def test_topic_echo(node, ros2):
    output = ros2.expect(f'timeout -k 2 20 ros2 topic echo --once --no-daemon {LIST} '
                         'hri_msgs/msg/IdsList --filter "len(m.ids) > 0"', 'frame_id: camera')
    assert re.search(r'- f\d+', output)


def test_pyhri_sees_faces_that_come_and_go(python_with_pyhri, node, ros2):
    """The demo shows one person after the other, then both."""
    script = shlex.quote(str(ROOT / 'examples' / 'hri_faces.py'))
    _, output = ros2.run(f'timeout -s INT -k 5 25 {python_with_pyhri} {script}')
    said = output.split('Traceback')[0]  # of the interrupt
    assert 'WARN' not in said and 'ERROR' not in said
    assert len(re.findall(r'^f\d+ appeared$', said, re.MULTILINE)) >= 4
    assert len(re.findall(r'^f\d+ left$', said, re.MULTILINE)) >= 3
    shown = set(re.findall(r'^f\d+ \(128, 128, 3\) \S+ (\w+)$', said, re.MULTILINE))
    assert {'happy', 'neutral'} <= shown


def test_a_missing_hri_msgs_is_named_and_the_emotions_work(ros2):
    if ros2.run('ros2 pkg prefix hri_msgs')[0] == 0:
        pytest.skip('hri_msgs is installed')
    running = [ros2.start('python3 -m fer_ros node --ros-args -p hri:=true'),
               ros2.start('python3 -m fer_ros camera demo')]
    try:
        ros2.expect(f'ros2 topic echo --once /fer/emotions {DIRECT}', 'label: ')
    finally:
        output = stop(running[0])
        stop(running[1])
    assert 'needs hri_msgs, which is not installed' in output
    assert re.search(r'sudo apt install ros-\w+-hri-msgs|has no such apt package', output)
