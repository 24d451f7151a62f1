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

"""What colcon installs, in each of its layouts."""

import shutil

from helpers import build, Ros2
import pytest

CHECK = """
import fer_ros, fer_ros.msg
from fer_ros.classifiers import BACKENDS
from fer_ros.system import share_dir
print(fer_ros.__version__, fer_ros.msg.EmotionArray().labels, share_dir(),
      [name for name in ('config', 'launch', 'models', 'msg') if (share_dir() / name).is_dir()],
      BACKENDS.create('onnx', 'cnn').name)
"""


@pytest.mark.slow
@pytest.mark.parametrize('options', [(), ('--merge-install',), ('--symlink-install',)])
def test_layouts(ros2_only, tmp_path, options):
    build(ros2_only, tmp_path, *options)
    ros2 = Ros2((*ros2_only.setups, tmp_path / 'install/setup.bash'), tmp_path)
    if '--symlink-install' not in options:  # links need their targets
        shutil.rmtree(tmp_path / 'src')
    (tmp_path / 'check.py').write_text(CHECK)
    code, output = ros2.run('python3 check.py')
    assert code == 0, output
    assert str(tmp_path / 'install') in output
    assert "['config', 'launch', 'models', 'msg']" in output
    assert output.split()[-1] == 'cnn'


def test_executables_and_interfaces(workspace):
    code, output = workspace.run('ros2 pkg executables fer_ros')
    assert code == 0 and output.split() == [
        'fer_ros', 'camera_node', 'fer_ros', 'emotion_node', 'fer_ros', 'fer_ros']
    code, output = workspace.run('ros2 interface show fer_ros/msg/EmotionArray')
    assert code == 0
    assert 'Emotion[] emotions' in output and 'float32[] probabilities' in output


def test_launch_file_has_described_arguments(workspace):
    code, output = workspace.run('ros2 launch fer_ros fer.launch.py --show-args')
    assert code == 0, output
    for argument in ('image_topic', 'namespace', 'params_file', 'log_level'):
        assert f"'{argument}':" in output
    assert 'No description given' not in output
