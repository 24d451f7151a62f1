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

"""The policy for ROS 2 security: the nodes work with it, and have no rights beyond it."""

from pathlib import Path
import shlex

from helpers import stop
import pytest

POLICY = Path(__file__).resolve().parents[2] / 'config/sros2_policy.xml'
# The node that stands for the robot's other nodes
LISTENER = """<policy version="0.2.0"><enclaves><enclave path="/listener"><profiles>
<profile ns="/" node="listener">
  <topics subscribe="ALLOW"><topic>*</topic></topics>
  <topics publish="ALLOW"><topic>*</topic></topics>
  <services reply="ALLOW" request="ALLOW"><service>*</service></services>
</profile></profiles></enclave></enclaves></policy>"""
SCRIPT = """
import time
import rclpy
from fer_ros.msg import EmotionArray
from diagnostic_msgs.msg import DiagnosticArray
from lifecycle_msgs.srv import GetState
from rcl_interfaces.srv import GetParameters
from sensor_msgs.msg import Image
from std_srvs.srv import SetBool

rclpy.init()
node = rclpy.create_node('listener')
seen = set()
TOPICS = {'/fer/emotions': EmotionArray, '/diagnostics': DiagnosticArray,
          '/fer/image_annotated': Image}
for topic, kind in TOPICS.items():
    node.create_subscription(kind, topic, lambda message, topic=topic: seen.add(topic), 10)
end = time.monotonic() + 40
while time.monotonic() < end and len(seen) < len(TOPICS):
    rclpy.spin_once(node, timeout_sec=0.1)
print('seen', *sorted(seen))
for name, kind, request in (
        ('enable', SetBool, SetBool.Request(data=True)), ('get_state', GetState, None),
        ('get_parameters', GetParameters, GetParameters.Request(names=['model']))):
    client = node.create_client(kind, f'/fer/{name}')
    client.wait_for_service(10.0)
    future = client.call_async(request or kind.Request())
    rclpy.spin_until_future_complete(node, future, timeout_sec=10.0)
    print('answer', name, future.result() is not None)
"""


@pytest.fixture(scope='module')
def secure(ros2, tmp_path_factory):
    """Return the variables of ROS 2 security with keys made from the policy, or skip."""
    folder = tmp_path_factory.mktemp('security')
    (folder / 'listener.xml').write_text(LISTENER)
    code, output = ros2.run('ros2 security generate_artifacts --help && '
                            'find ${LD_LIBRARY_PATH//:/ } -name "libdds_security_auth.so" '
                            '| grep so')
    if code != 0:
        pytest.skip(f'no sros2, or a ROS 2 without security: {output.strip()[-200:]}')
    paths = ' '.join(shlex.quote(str(path)) for path in (POLICY, folder / 'listener.xml'))
    code, output = ros2.run(f'ros2 security generate_artifacts -k {folder}/keys -p {paths}', 120)
    assert code == 0, output
    variables = {'ROS_SECURITY_KEYSTORE': str(folder / 'keys'),
                 'ROS_SECURITY_ENABLE': 'true', 'ROS_SECURITY_STRATEGY': 'Enforce'}
    _, output = ros2.run('ros2 topic list --no-daemon', **variables,
                         ROS_SECURITY_ENCLAVE_OVERRIDE='/listener')
    if 'SECURITY=ON' in output:
        pytest.skip('this Fast DDS was built without security')
    return variables


def test_nodes_work_with_the_rights_of_the_policy(ros2, secure, tmp_path):
    node = ros2.start('ros2 run fer_ros emotion_node --ros-args --enclave /fer', **secure)
    camera = ros2.start('ros2 run fer_ros camera_node demo --rate 10 --ros-args '
                        '--enclave /camera', **secure)
    (tmp_path / 'listen.py').write_text(SCRIPT)
    try:
        code, output = ros2.run(f'python3 {tmp_path}/listen.py --ros-args --enclave /listener',
                                90, **secure)
        assert code == 0, output
        assert 'seen /diagnostics /fer/emotions /fer/image_annotated' in output
        assert output.count('True') == 3
        # A subscriber without keys receives nothing.
        code, output = ros2.run('timeout 5 ros2 topic echo --once /fer/emotions '
                                'fer_ros/msg/EmotionArray --no-daemon --spin-time 1',
                                **secure | {'ROS_SECURITY_ENABLE': 'false'})
        assert code != 0 and 'label:' not in output
    finally:
        printed = stop(node) + stop(camera)
    assert 'Traceback' not in printed


def test_no_rights_beyond_the_policy(ros2, secure):
    node = ros2.start('timeout -s INT 10 ros2 run fer_ros emotion_node --ros-args --enclave /fer '
                      '-r image_raw:=/secret', **secure)
    output = node.communicate(timeout=60)[0]
    assert node.returncode != 0
    assert 'denied' in output or 'not allowed' in output or 'Cannot subscribe' in output, output
