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

"""The launch files on a real ROS 2: what they start, and their error messages."""

import os
import re
import signal

from fer_ros.values.node_settings import NodeSettings
from helpers import DIRECT, stop
import pytest
import yaml

LAUNCH = 'ros2 launch fer_ros'
LIMIT_S = 300
FILES = {
    'smothing_time.yaml': '/**: {ros__parameters: {smothing_time: 1.0}}',
    'other_node.yaml': 'fer_node: {ros__parameters: {anonymize: true}}',
    'cameras.yaml': 'cameras: [{name: front, camera: file, anonimize: true}]'}


def started(ros2, command, text, **variables):
    """Start a command and wait for a line of its output; return the process and the lines."""
    # A time limit, in case the command prints neither the line nor anything after it
    process = ros2.start(f'timeout -s INT {LIMIT_S} {command}', **variables)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return process, lines
    stop(process)
    raise AssertionError(''.join(lines))


def test_arguments_are_the_settings(workspace):
    """`--show-args` prints the descriptions of the settings, and every default."""
    code, output = workspace.run(f'{LAUNCH} fer.launch.py --show-args')
    assert code == 0, output
    told = dict(re.findall(r"'(\w+)':\n +(.+)\n", output))
    for name in ('detector', 'backend', 'model', 'image_transport', 'depth', 'autostart',
                 'allowed_emotions', 'anonymize', 'enabled_on_start'):
        spec = NodeSettings.__dataclass_fields__[name]
        assert told[name] == (f"{spec.metadata['description']} (default: what params_file says)")
    for name in ('camera', 'video_device', 'source', 'image_topic', 'namespace', 'name',
                 'params_file', 'qos_reliability', 'qos_depth', 'use_sim_time', 'respawn',
                 'respawn_delay', 'rviz', 'log_level'):
        assert len(told[name]) > 5
    assert "'usb_cam', 'v4l2_camera', 'realsense', 'camera_ros', 'file'" in told['camera']


@pytest.mark.parametrize(('arguments', 'said'), [
    ('fer.launch.py camera:=usb_cam',
     'package usb_cam is not installed: sudo apt install ros-DISTRO-usb-cam'),
    ('fer.launch.py camera:=camera_ros', 'sudo apt install ros-DISTRO-camera-ros'),
    ('fer.launch.py camera:=v4l2_camera', 'sudo apt install ros-DISTRO-v4l2-camera'),
    ('fer.launch.py camera:=realsense', 'sudo apt install ros-DISTRO-realsense2-camera'),
    ('fer.launch.py rviz:=true', 'sudo apt install ros-DISTRO-rviz2'),
    ('fer.launch.py camera:=webcam', '"webcam" is not valid'),
    ('fer.launch.py autostart:=maybe', "autostart must be true or false, but is 'maybe'"),
    ('fer.launch.py respawn_delay:=soon',
     "respawn_delay must be seconds from 0 to 3600, but is 'soon'"),
    ('fer.launch.py qos_depth:=0', "qos_depth must be a whole number from 1, but is '0'"),
    ('fer.launch.py qos_reliability:=maybe', '"maybe" is not valid'),
    ('fer.launch.py anonimize:=true', "no argument 'anonimize': did you mean 'anonymize'?"),
    ('fer.launch.py watchdog:=1.0', "no argument 'watchdog': parameters of the node that have no "
                                    'argument belong in params_file'),
    ('fer.launch.py params_file:=/nowhere.yaml',
     "cannot read the parameter file '/nowhere.yaml': [Errno 2] No such file or directory"),
    ('fer.launch.py params_file:=smothing_time.yaml',
     "'smothing_time.yaml': unknown setting 'smothing_time', did you mean 'smoothing_time'?"),
    ('fer.launch.py params_file:=other_node.yaml', 'has no parameters for the node /fer, but for '
                                                   '/fer_node'),
    ('multi_camera.launch.py cameras_file:=/nowhere.yaml', "cannot read '/nowhere.yaml'"),
    ('multi_camera.launch.py cameras_file:=cameras.yaml',
     "camera 'front' in 'cameras.yaml': fer.launch.py has no argument 'anonimize': did you mean "
     "'anonymize'?"),
    ('multi_camera.launch.py enabled_on_strat:=false', "did you mean 'enabled_on_start'?")])
def test_what_cannot_start_says_so_before_anything_starts(workspace, arguments, said):
    said = said.replace('DISTRO', workspace.run('echo -n ${ROS_DISTRO-jazzy}')[1])
    package = re.search(r'install ros-\w+-(.*)', said)
    if package and workspace.run(f"ros2 pkg prefix {package[1].replace('-', '_')}")[0] == 0:
        pytest.skip(f'{package[1]} is installed')
    for name, content in FILES.items():
        (workspace.folder / name).write_text(content)
    code, output = workspace.run(f'{LAUNCH} {arguments}')
    assert code != 0 and said in output
    assert 'process started' not in output and 'Traceback' not in output


def test_life_cycle_and_the_topics_of_rviz(ros2):
    """An inactive node takes no images; what config/fer.rviz shows is published."""
    node, _ = started(ros2, f'{LAUNCH} fer.launch.py camera:=file depth:=true', 'State: active')
    try:
        _, path = ros2.run('ros2 pkg prefix --share fer_ros')
        with open(f'{path.split()[-1]}/config/fer.rviz') as file:
            displays = yaml.safe_load(file)['Visualization Manager']['Displays']
        shown = {display['Topic']['Value'] for display in displays if 'Topic' in display}
        assert len(shown) == 2
        ros2.expect(f'ros2 topic list {DIRECT}', *shown)
        # Once through the whole life cycle, after which the node works again
        for transition, state in (('deactivate', 'inactive [2]'), ('cleanup', 'unconfigured [1]'),
                                  ('configure', 'inactive [2]'), ('activate', 'active [3]')):
            ros2.expect(f'ros2 lifecycle set /fer {transition} {DIRECT}',
                        'Transitioning successful')
            if transition in ('deactivate', 'activate'):
                ros2.expect(f'ros2 lifecycle get /fer {DIRECT}', state)
            if transition == 'deactivate':
                ros2.expect(f'ros2 topic info /camera/image_raw {DIRECT}',
                            'Publisher count: 1', 'Subscription count: 0')
        code, output = ros2.run('ros2 topic echo --once /fer/emotions fer_ros/msg/EmotionArray '
                                f'{DIRECT}')
        assert code == 0 and 'frame_id: camera' in output
    finally:
        log = stop(node)
    assert 'Traceback' not in log


@pytest.mark.parametrize(('arguments', 'returns'), [('', True), ('respawn:=false', False)])
def test_a_node_that_dies_is_started_again(ros2, arguments, returns):
    launch, lines = started(ros2, f'{LAUNCH} fer.launch.py respawn_delay:=0.5 {arguments}',
                            'State: active')
    pid = re.search(r'emotion_node-1.: process started with pid .(\d+)', ''.join(lines))[1]
    os.kill(int(pid), signal.SIGKILL)
    try:
        for line in launch.stdout:
            if 'State: active' in line:
                assert returns
                break
        else:  # the launch ended with its only process
            assert not returns
    finally:
        stop(launch)


def test_a_lifecycle_manager_is_waited_for(ros2):
    node, lines = started(ros2, f'{LAUNCH} fer.launch.py autostart:=false',
                          'Waiting for a lifecycle manager')
    try:
        assert 'it waits for a lifecycle manager' in ''.join(lines)
        ros2.expect(f'ros2 lifecycle get /fer {DIRECT}', 'unconfigured [1]')
    finally:
        stop(node)


def test_a_model_that_is_wrong_can_be_mended(ros2):
    node, _ = started(ros2, f'{LAUNCH} fer.launch.py model:=nope', "unknown model 'nope'")
    try:
        ros2.expect(f'ros2 param set /fer model cnn {DIRECT}', 'successful')
        ros2.expect(f'ros2 lifecycle get /fer {DIRECT}', 'active [3]')
    finally:
        stop(node)


def test_several_cameras(ros2):
    node, _ = started(ros2, f'{LAUNCH} multi_camera.launch.py', '[rear.fer]: State: active')
    try:
        output = ros2.expect(f'ros2 node list {DIRECT}', '/front/camera/camera', '/front/fer',
                             '/rear/camera/camera', '/rear/fer')
        # Fast DDS may complain of the files that a killed process has left in /dev/shm.
        assert sum(line.startswith('/') for line in output.splitlines()) == 4
        for name in ('front', 'rear'):
            code, output = ros2.run(
                f'ros2 topic echo --once /{name}/fer/emotions fer_ros/msg/EmotionArray {DIRECT}')
            assert code == 0 and 'label:' in output
    finally:
        stop(node)


def test_silence_is_explained(ros2):
    camera, _ = started(ros2, 'ros2 run fer_ros camera_node demo --ros-args -r __ns:=/cam',
                        'Publishing')
    # The first warning may come before the camera is discovered.
    node, _ = started(
        ros2, 'ros2 run fer_ros emotion_node --ros-args -p image_timeout:=1.5',
        'on /image_raw: nobody publishes it; images are published on /cam/image_raw: '
        'remap with image_topic:=')
    try:
        assert node.poll() is None
    finally:
        stop(node)
        stop(camera)


def test_incompatible_qos_is_explained(ros2):
    camera = ros2.start(
        "ros2 topic pub -r 5 --qos-reliability best_effort /image_raw sensor_msgs/msg/Image '{}'")
    node, lines = started(
        ros2, 'ros2 run fer_ros emotion_node --ros-args -p '
        'qos_overrides./image_raw.subscription.reliability:=reliable', 'Incompatible QoS')
    try:
        assert 'offers best_effort on /image_raw, but reliable is asked for' in lines[-1]
    finally:
        stop(node)
        stop(camera)
