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

"""`fer_ros bag` with bags that a real rosbag2 records and plays."""

from fer_ros.cli.main import main
from helpers import MIDDLEWARES, stop
import pytest
from waiting import wait_until
import yaml

FRAMES = 20
# name, options of `ros2 bag record`
FORMS = {'mcap': '-s mcap', 'sqlite3': '-s sqlite3', 'split': '-s mcap --max-bag-size 5000000',
         'file': '-s mcap --compression-mode file --compression-format zstd',
         'message': '-s sqlite3 --compression-mode message --compression-format zstd'}


def messages(path):
    """Return the number of messages that the metadata count, 0 before there are any."""
    try:
        text = (path / 'metadata.yaml').read_text()
    except FileNotFoundError:
        return 0
    return yaml.safe_load(text)['rosbag2_bagfile_information']['message_count']


@pytest.fixture
def record(ros2, tmp_path):
    """Return what records the demo's images in a form."""
    if ros2.run('ros2 bag --help')[0] != 0:
        pytest.skip('ros2 bag is not installed')

    def run(form):
        camera = ros2.start('ros2 run fer_ros fer_ros camera demo --rate 15 '
                            '--ros-args -r image_raw:=/head/image_raw')
        recorder = ros2.start(f'ros2 bag record -o {tmp_path}/{form} {FORMS[form]} '
                              '/head/image_raw')
        try:
            wait_until(lambda: any((tmp_path / form).glob('*.*')), 'the bag', 60.0)
            ros2.run('timeout 5 ros2 topic hz /head/image_raw')
        finally:
            log = stop(recorder) + stop(camera)
        assert messages(tmp_path / form) >= FRAMES, log
        return tmp_path / form
    return run


@pytest.mark.slow
@pytest.mark.parametrize('form', list(FORMS))
def test_every_frame_of_a_recorded_bag(ros2, record, tmp_path, capsys, form):
    if form != 'mcap' and ros2.middleware != MIDDLEWARES[0]:
        pytest.skip('rosbag2 writes the same files with every middleware')
    path = record(form)
    if form == 'split':
        assert len(list(path.glob('*.mcap'))) > 1
    assert main(['bag', str(path), '--out', str(tmp_path / 'out')]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f'{messages(path)} frames, ')


@pytest.mark.slow
def test_the_results_are_played(ros2, record, tmp_path):
    path, results = record('mcap'), tmp_path / 'out' / 'mcap_emotions'
    assert main(['bag', str(path), '--out', str(tmp_path / 'out'), '--write-bag']) == 0
    assert messages(results) == messages(path)
    players = [ros2.start(f'ros2 bag play --loop {bag}') for bag in (results, path)]
    try:
        ros2.expect('timeout 30 ros2 topic echo --once /fer/emotions fer_ros/msg/EmotionArray',
                    'detector: yunet', 'frame_id: camera', 'face_id: f')
        ros2.expect('timeout 30 ros2 topic echo --once --field header /head/image_raw '
                    'sensor_msgs/msg/Image', 'frame_id: camera')
    finally:
        for process in players:
            stop(process)
