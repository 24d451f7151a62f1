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

"""The node's topics for other software, from the process of the node."""

from fer_ros import ros
from fer_ros.node.detection_messages import DetectionMessages
from fer_ros.node.hri.messages import HriMessages
from fer_ros.values.errors import MissingDependencyError
import pytest


def needs(messages, *arguments):
    """Skip where the messages are not installed."""
    try:
        messages(*arguments)
    except MissingDependencyError as error:
        pytest.skip(str(error))


def play(tester, image, condition):
    """Publish an image until a condition holds."""
    tester.wait_until(lambda: tester.publisher.get_subscription_count() > 0, 'the node')
    stamp = 100

    def step():
        nonlocal stamp
        stamp += 1
        tester.publisher.publish(tester.message(image, stamp=(stamp, 0)))
        tester.spin(0.1)
        return condition()
    tester.wait_until(step, 'the messages')


def test_hri(command, tester, portrait):
    needs(HriMessages)
    lists, expressions = [], []
    node = tester.node
    node.create_subscription(ros.interface('hri_msgs/msg/IdsList'), '/humans/faces/tracked',
                             lists.append, 10)
    node.create_subscription(ros.interface('hri_msgs/msg/Expression'),
                             '/humans/faces/f1/expression', expressions.append, 10)
    # The emotions have no subscriber: those of ROS4HRI alone keep the node at work.
    for subscription in tester.emotion_subscriptions:
        node.destroy_subscription(subscription)
    with command('node', '--ros-args', '-p', 'hri:=true') as running:
        play(tester, portrait, lambda: lists and expressions)
        assert lists[-1].ids == ['f1']
        assert expressions[0].expression == 'happy'
        assert expressions[0].header.frame_id == 'test_camera'
        assert running.stop() == 0
        assert 'ERROR' not in running.output() and 'Traceback' not in running.output()


def test_no_topics_of_ros4hri_without_the_parameter(command, tester, portrait):
    with command('node'):
        tester.ask(tester.message(portrait))
        names = [name for name, _ in ros.published_topics(tester.node)]
        assert '/fer/emotions' in names
        assert not any(name.startswith('/humans') for name in names)


def test_detections(command, tester, portrait):
    needs(DetectionMessages, 2)
    found = []
    tester.node.create_subscription(ros.interface('vision_msgs/msg/Detection2DArray'),
                                    '/fer/detections', found.append, 10)
    with command('node'):
        play(tester, portrait, lambda: found and found[-1].detections)
    detection, = found[-1].detections
    assert detection.id == 'f1'
    assert detection.header == found[-1].header and detection.header.frame_id == 'test_camera'
    assert detection.results[0].hypothesis.class_id == 'happy'
    centre = detection.bbox.center.position
    assert 140 < centre.x < 190 and 90 < centre.y < 140
