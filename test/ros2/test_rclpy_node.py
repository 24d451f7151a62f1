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

"""The tools of ROS 2 on the node on rclpy."""

import json
from pathlib import Path
import signal
import time

from fer_ros.values.settings import DEFAULT_MODEL
from helpers import DIRECT, stop
import pytest


@pytest.mark.parametrize(('file', 'count'), [
    ('emotion_node_launch.py', 3), ('camera_returns_launch.py', 2)])
def test_launch_testing(ros2, file, count):
    path = Path(__file__).with_name(file)
    code, output = ros2.run(f'python3 -m launch_testing.launch_test {path}', 300)
    assert code == 0, output
    # The tests while the processes run, and the test after their end
    assert 'Traceback' not in output
    assert f'Ran {count} tests' in output and 'Ran 1 test ' in output
    assert output.count('\nOK\n') == 2


def test_from_the_command_line(ros2):
    node = ros2.start('ros2 run fer_ros emotion_node')
    camera = ros2.start('ros2 run fer_ros camera_node demo --rate 10')
    try:
        code, output = ros2.run('ros2 topic echo --once /fer/emotions '
                                f'fer_ros/msg/EmotionArray {DIRECT}')
        assert code == 0 and 'label: ' in output and 'frame_id: camera' in output
        code, output = ros2.run('ros2 run fer_ros fer_ros echo --once')
        assert code == 0
        assert json.loads(output.splitlines()[-1])['emotions'][0]['roi']['width'] > 20
        ros2.expect(f'ros2 param set /fer max_faces 0 {DIRECT}', 'Min: 1, Max: 1000')
        ros2.expect(f'ros2 param set /fer model nope {DIRECT}',
                    "unknown model 'nope'; available: cnn")
        ros2.expect(f'ros2 param get /fer model {DIRECT}', f'String value is: {DEFAULT_MODEL}')
    finally:
        log = stop(node)
        stop(camera)
    assert 'runtime rclpy' in log
    assert 'Traceback' not in log


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_signals(ros2, number):
    node = ros2.start('exec python3 -m fer_ros node')
    for line in node.stdout:
        if 'Waiting for images' in line:
            break
    time.sleep(0.5)  # the last line of the start comes just before the spinning
    assert 'Traceback' not in stop(node, number)
    assert node.returncode == 0
