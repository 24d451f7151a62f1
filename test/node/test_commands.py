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

"""The commands that talk over topics, as processes of their own."""

import json
import os
import subprocess
import sys

import cv2
from fer_ros import ros
from fer_ros.codec import decode_compressed, decode_image
import numpy as np
import pytest


def test_demo(tmp_path):
    pytest.importorskip('matplotlib')
    pytest.importorskip('skimage.data')
    environment = {name: value for name, value in os.environ.items() if name != 'ROS_DOMAIN_ID'}
    result = subprocess.run(
        [sys.executable, '-m', 'fer_ros', 'demo', '--out', str(tmp_path), '--seconds', '4'],
        env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line)
             for line in (tmp_path / 'emotions.jsonl').read_text().splitlines()]
    assert len(lines) >= 40
    assert sum(bool(line['emotions']) for line in lines) >= 0.9 * len(lines)
    for line in lines:
        assert line['stamp'] > 1.6e9
        for emotion in line['emotions']:
            assert emotion['label'] in line['labels']
            assert emotion['roi']['width'] > 0
            assert sum(emotion['probabilities']) == pytest.approx(1.0, abs=1e-4)
            assert emotion['confidence'] == max(emotion['probabilities'])
    video = cv2.VideoCapture(str(tmp_path / 'demo.mp4'))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) >= 0.9 * len(lines)
    assert video.read()[1].shape == (480, 640, 3)
    assert cv2.imread(str(tmp_path / 'summary.png')).shape[0] > 400
    assert result.stdout.count(' Hz ') >= 3
    assert f'runtime {ros.RUNTIME}' in (tmp_path / 'node.log').read_text()


def test_demo_names_a_folder_that_it_cannot_write_to():
    result = subprocess.run([sys.executable, '-m', 'fer_ros', 'demo', '--out', '/dev/null/x'],
                            capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1
    assert '/dev/null/x' in result.stderr
    assert 'Traceback' not in result.stderr


@pytest.fixture
def video(tmp_path):
    """Write ten frames that grow brighter, at 20 Hz, and return the file."""
    path = tmp_path / 'film.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 20.0, (64, 48))
    for number in range(10):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    return path


def test_camera_plays_a_video_once(command, tester, video):
    images, compressed = [], []
    tester.node.create_subscription(tester.image_type, '/film', images.append, 10)
    tester.node.create_subscription(ros.interface('sensor_msgs/msg/CompressedImage'),
                                    '/film/compressed', compressed.append, 10)
    with command('camera', str(video), '--once', '--compressed', '--frame-id', 'film',
                 '--rate', '2', '--ros-args', '-r', 'image_raw:=/film') as camera:
        tester.wait_until(lambda: camera.process.poll() is not None, 'the end of the film')
        tester.spin(0.3)
        assert camera.process.returncode == 0
        assert 'End of the source' in camera.output()
    # The discovery, before which nothing arrives, can take seconds on a busy machine.
    assert 2 <= len(images) <= 10
    brightness = [decode_image(image).mean() for image in images]
    assert brightness == sorted(brightness) and brightness[-1] == pytest.approx(180, abs=3)
    assert {image.header.frame_id for image in images} == {'film'}
    times = [image.header.stamp.sec + image.header.stamp.nanosec * 1e-9 for image in images]
    assert (times[-1] - times[0]) / (len(times) - 1) == pytest.approx(0.5, abs=0.1)
    assert decode_compressed(compressed[-1]).mean() == pytest.approx(180, abs=3)


def test_camera_plays_a_single_photo_at_its_rate(command, tester, portrait, tmp_path):
    images = []
    tester.node.create_subscription(tester.image_type, '/photo', images.append, 5)
    cv2.imwrite(str(tmp_path / 'photo.png'), portrait)
    with command('camera', str(tmp_path / 'photo.png'), '--rate', '20', '--ros-args', '-r',
                 'image_raw:=/photo'):
        tester.wait_until(lambda: len(images) >= 11, 'images')
    stamps = [image.header.stamp.sec + image.header.stamp.nanosec * 1e-9 for image in images]
    # A busy machine makes it slower, nothing faster.
    assert stamps[10] - stamps[0] > 9 / 20


def test_camera_starts_again_at_the_end(command, tester, video):
    images = []
    tester.node.create_subscription(tester.image_type, '/image_raw', images.append, 10)
    with command('camera', str(video)):
        tester.wait_until(lambda: len(images) > 20, 'a second round')
    assert min(np.mean(image.data) for image in images[10:]) < 40


@pytest.mark.parametrize(('arguments', 'said'), [
    (['nothing.jpg'], "no such source 'nothing.jpg'"), (['demo', '--rate', '-1'], "but got '-1'"),
    (['demo', '--rate', 'nan'], "but got 'nan'"),
    (['demo', '--ros-args', '-r', 'nonsense'], "'nonsense'")])
def test_camera_rejects(command, arguments, said):
    if '--ros-args' in arguments and ros.RUNTIME == 'rclpy':
        pytest.skip('rclpy reports wrong ROS arguments in its own words')
    with command('camera', *arguments) as camera:
        assert camera.process.wait(20) in (1, 2)
        assert said in camera.output()
        assert 'Traceback' not in camera.output()


def test_echo(command, tester, portrait):
    with command('node'), command('echo', '--count', '2') as echo:
        message = tester.message(portrait)
        tester.wait_until(lambda: (tester.publisher.publish(message), tester.spin(0.1),
                                   echo.process.poll() is not None)[-1], 'the end of echo')
        assert echo.process.returncode == 0
        lines = [json.loads(line) for line in echo.output().splitlines()]
    assert len(lines) == 2
    assert lines[0]['frame_id'] == 'test_camera'
    assert lines[0]['emotions'][0]['label'] == 'happy'


def test_echo_of_nothing(command):
    with command('echo', '/nobody', '--timeout', '1') as echo:
        assert echo.process.wait(20) == 1
        assert 'no message on /nobody for 1 s' in echo.output()
