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

"""Message classes: the same interface as in rclpy."""

from array import array

import numpy as np
import pytest

pytest.importorskip('rosbags')

from fer_ros.embedded.cdr import decode, encode  # noqa: E402, I100
from fer_ros.embedded.errors import RuntimeFault  # noqa: E402
from fer_ros.embedded.interfaces import interface, STORE  # noqa: E402
from fer_ros.values.labels import LABELS, UNKNOWN  # noqa: E402

Image = interface('sensor_msgs/msg/Image')
Emotion = interface('fer_ros/msg/Emotion')
EmotionArray = interface('fer_ros/msg/EmotionArray')


def _emotions():
    message = EmotionArray(
        detector='haar', model='cnn', labels=list(LABELS), image_width=640, image_height=480,
        processing_time=0.25, emotions=[
            Emotion(face_id='f1', label='happy', confidence=0.75,
                    probabilities=array('f', [0.25, 0.75]), valence=float('inf')),
            Emotion(face_id='f2')])
    message.header.frame_id = 'camera'
    message.header.stamp.sec, message.header.stamp.nanosec = 12, 34
    return message


def test_defaults():
    message = Image()
    assert (message.height, message.encoding, message.is_bigendian) == (0, '', 0)
    assert message.data.dtype == np.uint8 and message.data.size == 0
    assert message.header.stamp.sec == 0
    assert interface('std_srvs/srv/SetBool').Request().data is False
    assert Emotion().valence == 0.0


def test_every_object_has_its_own_nested_messages():
    first, second = Image(), Image()
    first.header.frame_id = 'a'
    assert second.header.frame_id == ''
    assert EmotionArray().emotions is not EmotionArray().emotions


def test_constants():
    assert [getattr(Emotion, label.upper()) for label in LABELS] == list(LABELS)
    assert Emotion.UNKNOWN == UNKNOWN


@pytest.mark.parametrize('make', [
    lambda: Image(size=3), lambda: setattr(Image(), 'size', 3)])
def test_unknown_fields_are_rejected(make):
    with pytest.raises(AttributeError, match='size'):
        make()


@pytest.mark.parametrize('data', [
    array('B', [1, 2, 3]), b'\1\2\3', bytearray(b'\1\2\3'), memoryview(b'\1\2\3'), [1, 2, 3],
    (1, 2, 3), np.array([1, 2, 3], np.uint8), np.array([1, 2, 3], np.int64)])
def test_arrays_take_every_kind_of_bytes(data):
    message = Image(data=data)
    assert message.data.dtype == np.uint8
    assert message.data.tolist() == [1, 2, 3]


def test_buffers_are_not_copied():
    data = array('B', bytes(100))
    message = Image(data=data)
    data[7] = 9
    assert message.data[7] == 9


@pytest.mark.parametrize('message', [
    Image(height=2, width=3, encoding='bgr8', step=9, data=bytes(range(18))), _emotions(),
    EmotionArray(), interface('std_srvs/srv/SetBool').Response(success=True, message='yes'),
    interface('std_srvs/srv/Empty').Request(),
    interface('rcl_interfaces/srv/ListParameters').Request(prefixes=['a', 'b.c'], depth=2)])
@pytest.mark.parametrize('prefix', [b'', bytes(range(16))])
def test_cdr_round_trip(message, prefix):
    data = encode(message, prefix)
    assert len(data) % 4 == 0
    assert bytes(data[4:4 + len(prefix)]) == prefix
    assert decode(bytes(data), message.__msgtype__, len(prefix)) == message


@pytest.mark.parametrize('message', [
    _emotions(), *(Image(header=interface('std_msgs/msg/Header')(frame_id='camera'[:length]),
                         data=array('B', range(length))) for length in range(5)),
    interface('sensor_msgs/msg/Joy')(axes=array('f', [1.0]), buttons=array('i', [2]))])
def test_nothing_of_old_memory_is_sent(message, monkeypatch):
    sent = set()
    for old in (0x55, 0xAA):
        monkeypatch.setattr(np, 'empty', lambda size, dtype, old=old: np.full(size, old, dtype))
        sent.add(bytes(encode(message)))
    assert len(sent) == 1


def test_decoded_pixels_are_a_view():
    data = bytes(encode(Image(height=1, width=4, step=4, encoding='mono8', data=b'abcd')))
    pixels = decode(data, 'sensor_msgs/msg/Image').data
    assert np.shares_memory(pixels, np.frombuffer(data, np.uint8))


@pytest.mark.parametrize('message', [
    Image(height='tall'), Image(height=-1), Image(header='camera'), Image(encoding=None),
    Image(data=np.zeros((2, 2, 3), np.uint8)), EmotionArray(labels=[1]),
    interface('sensor_msgs/msg/CameraInfo')(k=[1.0])])
def test_wrong_values_are_named_with_the_message(message):
    with pytest.raises(ValueError, match=f'a field of this {message.__msgtype__}'):
        encode(message)


def test_messages_compare_by_value():
    assert _emotions() == _emotions()
    other = _emotions()
    other.emotions[0].probabilities[1] = 0.5
    assert _emotions() != other


def test_every_truncation_is_an_error_or_a_message():
    message = _emotions()
    data = bytes(encode(message))
    outcomes = set()
    for end in range(len(data)):
        try:
            decode(data[:end], message.__msgtype__)
            outcomes.add('message')
        except ValueError as error:
            assert message.__msgtype__ in str(error)
            outcomes.add('error')
    assert 'error' in outcomes


# Computed by rosidl_generator_type_description of ROS 2 Jazzy.
@pytest.mark.parametrize(('name', 'digest'), [
    ('std_msgs/msg/String', 'df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18'),
])
def test_type_hash_is_that_of_ros(name, digest):
    assert STORE.hash_rihs01(name) == f'RIHS01_{digest}'


@pytest.mark.parametrize('name', ['nope_msgs/msg/Nope', 'std_srvs/srv/Nope', 'Image'])
def test_unknown_interface(name):
    with pytest.raises(RuntimeFault, match=f"'{name}'"):
        interface(name)
