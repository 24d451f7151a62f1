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

"""The node's ~/events and ~/summary, and the command that prints events."""

import json

from fer_ros import ros
from fer_ros.events import APPEARED, LEFT
import numpy as np
import pytest

EMPTY = np.full((320, 320, 3), 90, np.uint8)


@pytest.fixture
def heard(tester):
    """Subscribe to both topics; return the events and the sentences."""
    events, sentences = [], []
    tester.node.create_subscription(ros.interface('fer_ros/msg/FaceEvent'), '/fer/events',
                                    events.append, 50)
    tester.node.create_subscription(
        ros.interface('std_msgs/msg/String'), '/fer/summary',
        lambda message: sentences.append(message.data),
        ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL))
    return events, sentences


def play(tester, image, start, condition, what):
    """Publish an image at 10 Hz of its stamps until a condition holds."""
    number = 0

    def step():
        nonlocal number
        number += 1
        tester.publisher.publish(tester.message(image, stamp=(start + number // 10,
                                                              number % 10 * 10**8)))
        tester.spin(0.05)
        return condition()

    tester.wait_until(lambda: tester.publisher.get_subscription_count() > 0, 'the node')
    tester.wait_until(step, what)


def test_a_visit(command, tester, heard, portrait):
    events, sentences = heard
    with command('node', '--ros-args', '-p', 'event_hold:=1.0'):
        play(tester, portrait, 100, lambda: len(events) == 2, 'a face that appears')
        play(tester, EMPTY, 200, lambda: len(events) == 3 and len(sentences) == 2,
             'that it leaves')
    assert [(event.kind, event.face_id, event.label) for event in events] == [
        (kind, 'f1', 'happy') for kind in ('appeared', 'held', 'left')]
    first, held, left = events
    assert first.header.frame_id == 'test_camera' and first.header.stamp.sec >= 100
    assert (first.image_width, first.image_height) == (320, 320)
    assert 100 < first.roi.x_offset < 150 and 60 < first.roi.width < 120
    assert 0.5 < first.confidence <= 1
    assert held.duration >= 1.0
    assert 1 <= left.duration < 90
    assert sentences == ['1 person is in view: f1 looks happy.', 'Nobody is in view.']


def test_a_pause_ends_the_visit_and_withdraws_the_sentence(command, tester, heard, portrait):
    events, sentences = heard
    with command('node'):
        play(tester, portrait, 100, lambda: events and sentences, 'a face')
        tester.call('std_srvs/srv/SetBool', '/fer/enable', data=False)
        tester.wait_until(lambda: events[-1].kind == LEFT, 'that it leaves')
        late = []
        tester.node.create_subscription(
            ros.interface('std_msgs/msg/String'), '/fer/summary', late.append,
            ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL))
        tester.spin(1.0)
        assert late == []
        tester.call('std_srvs/srv/SetBool', '/fer/enable', data=True)
        play(tester, portrait, 300, lambda: events[-1].kind == APPEARED and late, 'its return')


def test_a_late_subscriber_gets_the_sentence(command, tester, portrait):
    with command('node'):
        tester.ask(tester.message(portrait))
        late = []
        tester.node.create_subscription(
            ros.interface('std_msgs/msg/String'), '/fer/summary',
            lambda message: late.append(message.data),
            ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL))
        tester.wait_until(lambda: late, 'the sentence')
    assert late == ['1 person is in view: f1 looks happy.']


@pytest.mark.parametrize('options', [[], ['--json']])
def test_the_command(command, tester, portrait, options):
    with command('node'), command('events', '--count', '1', *options) as reader:
        tester.wait_until(
            lambda: tester.node.get_subscriptions_info_by_topic('/fer/events'), 'the reader')
        tester.spin(1.0)  # until the node has found it, too
        play(tester, portrait, 100, lambda: reader.process.poll() is not None, 'the event')
        assert reader.process.returncode == 0
        line, = reader.output().splitlines()
    if options:
        record = json.loads(line)
        assert (record['kind'], record['face_id'], record['label']) == (APPEARED, 'f1', 'happy')
        assert (record['frame_id'], record['image_width']) == ('test_camera', 320)
    else:
        assert line.startswith('f1 appeared, happy (0.')
