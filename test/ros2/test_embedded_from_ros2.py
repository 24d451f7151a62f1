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

"""The tools of a real ROS 2 on the embedded node."""

from helpers import DIRECT, stop
import pytest

pytest.importorskip('cyclonedds')


@pytest.fixture(scope='module')
def tool(ros2):
    """Run `ros2` beside an embedded camera and node; return a function for its output."""
    embedded = {'FER_ROS_RUNTIME': 'embedded'}
    running = [ros2.start('python3 -m fer_ros node', **embedded),
               ros2.start('python3 -m fer_ros camera demo', **embedded)]

    def call(arguments, *texts):
        return ros2.expect(f'ros2 {arguments} {DIRECT}', *texts)

    yield call
    assert 'runtime embedded' in stop(running[0])
    stop(running[1])


def test_node_list(tool):
    tool('node list', '/fer', '/camera')


def test_topic_list(tool):
    tool('topic list -t', '/fer/emotions [fer_ros/msg/EmotionArray]',
         '/image_raw [sensor_msgs/msg/Image]', '/rosout [rcl_interfaces/msg/Log]')


def test_topic_info_shows_node_and_type_hash(tool):
    output = tool('topic info -v /fer/emotions', 'Node name: fer', 'Reliability: RELIABLE')
    assert 'INVALID' not in output
    if 'Topic type hash' in output:  # since Iron
        assert 'RIHS01_' in output


def test_topic_echo(tool):
    output = tool('topic echo --once /fer/emotions', 'frame_id: camera', 'label: ')
    assert 'label: happy' in output or 'label: neutral' in output


def test_topic_hz(tool, ros2):
    _, output = ros2.run('timeout --signal INT 8 ros2 topic hz /fer/emotions')
    rates = [float(line.split()[-1]) for line in output.splitlines() if 'average rate' in line]
    assert rates and 13.0 < rates[-1] < 17.0


def test_parameters(tool, ros2):
    if ros2.middleware != 'rmw_cyclonedds_cpp':
        pytest.skip('services cross only between equal middleware')
    assert 'detection_width' in tool('param list /fer')
    assert 'Integer value is: 320' in tool('param get /fer detection_width')
    assert 'successful' in tool('param set /fer max_faces 7')
    assert 'max_faces: 7' in tool('param dump /fer')
    assert 'Max: 1.0' in tool('param set /fer detection_threshold 3.0')
    described = tool('param describe /fer detection_threshold')
    assert 'Min value: 0.0' in described and 'Minimum detection score' in described


def test_node_info(tool):
    tool('node info /fer', '/image_raw: sensor_msgs/msg/Image',
         '/fer/set_parameters: rcl_interfaces/srv/SetParameters')
