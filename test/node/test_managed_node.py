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

"""What operators do to the running node: pause it, ask how it is, change its models."""

import itertools
import threading
import time

from fer_ros import ros
from fer_ros.values.node_settings import NodeSettings
from fer_ros.values.settings import DEFAULT_MODEL
import numpy as np
import psutil
import pytest
from waiting import wait_until


def enable(tester, wanted):
    return tester.call('std_srvs/srv/SetBool', '/fer/enable', data=wanted)


def diagnostics(tester, into):
    tester.node.create_subscription(
        ros.interface('diagnostic_msgs/msg/DiagnosticArray'), '/diagnostics', into.append, 10)


def latest(tester, into):
    """Return the next message's statuses by the end of their names, and all values."""
    into.clear()
    tester.wait_until(lambda: into, 'diagnostics')
    statuses = {status.name.rpartition(' ')[2]: status for status in into[-1].status}
    return statuses, {value.key: value.value for status in into[-1].status
                      for value in status.values}


def test_pause_and_resume(command, tester, portrait):
    with command('node') as node:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        answer = enable(tester, False)
        assert answer.success and 'paused' in answer.message
        tester.emotions.clear()
        for _ in range(5):
            tester.publisher.publish(tester.message(portrait, stamp=(2, 0)))
            tester.spin(0.1)
        assert tester.emotions == []
        assert 'enabled' in enable(tester, True).message
        assert tester.ask(tester.message(portrait, stamp=(3, 0))).emotions
        assert 'State: active' in node.output()


def test_diagnostics(command, tester, portrait):
    messages = []
    diagnostics(tester, messages)
    with command('node'):
        statuses, _ = latest(tester, messages)
        assert set(statuses) == {'camera', 'processing', 'models'}
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        tester.publisher.publish(tester.message(portrait, encoding='rgb8', stamp=(2, 0)))
        broken = tester.message(portrait, stamp=(3, 0))
        broken.encoding = 'nonsense'
        tester.publisher.publish(broken)
        tester.spin(1.0)
        _, values = latest(tester, messages)
        assert values['topic'] == '/image_raw'
        assert values['model'] == DEFAULT_MODEL and values['state'] == 'active'
        assert int(values['processed frames']) >= 1
        assert "'nonsense'" in values['last error'] and values['dropped frames, failed'] == '1'
        assert float(values['detector [ms]']) > 0
        enable(tester, False)
        statuses, values = latest(tester, messages)
        assert values['state'] == 'paused'
        assert statuses['camera'].message == 'not listening: paused'


def test_nothing_is_computed_for_nobody(command, tester, portrait):
    messages = []
    diagnostics(tester, messages)
    with command('node'):
        tester.wait_until(lambda: tester.publisher.get_subscription_count() > 0, 'the node')
        for subscription in tester.emotion_subscriptions:
            tester.node.destroy_subscription(subscription)
        tester.spin(0.5)
        for _ in range(10):
            tester.publisher.publish(tester.message(portrait))
            tester.spin(0.05)
        _, values = latest(tester, messages)
        assert values['processed frames'] == '0'
        assert int(values['dropped frames, unsubscribed']) >= 5


def test_stale_images_are_dropped(command, tester, portrait):
    with command('node', '--ros-args', '-p', 'max_age:=5.0') as node:
        tester.wait_until(lambda: tester.publisher.get_subscription_count() > 0, 'the node')
        for _ in range(5):
            tester.publisher.publish(tester.message(portrait, stamp=(int(time.time()) - 60, 0)))
            tester.spin(0.1)
        node.wait_for('more than max_age (5 s), and dropped')
        assert tester.emotions == []
        assert tester.ask(tester.message(portrait, stamp=(int(time.time()), 0))).emotions


def test_simulated_time_decides_what_is_stale(command, tester, portrait):
    kind = ros.interface('rosgraph_msgs/msg/Clock')
    publisher, now = tester.node.create_publisher(kind, '/clock', 10), kind()
    now.clock.sec = 1000
    with command('node', '--ros-args', '-p', 'max_age:=5.0', '-p', 'use_sim_time:=true') as node:
        tester.wait_until(lambda: publisher.get_subscription_count() > 0, 'the node')
        publisher.publish(now)
        tester.spin(0.3)
        assert tester.ask(tester.message(portrait, stamp=(999, 0))).emotions

        def publish():  # again and again: the node may match the publishers later than they do
            publisher.publish(now)
            tester.publisher.publish(tester.message(portrait, stamp=(900, 0)))
            tester.spin(0.2)

        wait_until(lambda: 'Images are 100.00 s old' in node.output(), node.output, step=publish)


@pytest.mark.parametrize(('arguments', 'topic', 'said'), [
    ((), '/cam/image_raw', 'nobody publishes it; images are published on /cam/image_raw'),
    (('-p', 'image_transport:=compressed'), '/image_raw',
     'there are raw images, on /image_raw: start with image_transport:=raw'),
    ((), '/image_raw', '/tester publishes on it, but has sent nothing')])
def test_what_is_said_without_images(command, tester, arguments, topic, said):
    publisher = tester.publisher
    if topic != '/image_raw':
        tester.node.destroy_publisher(publisher)
        publisher = tester.node.create_publisher(tester.image_type, topic, 5)
    with command('node', '--ros-args', '-p', 'image_timeout:=1.0', *arguments) as node:
        node.wait_for(said)
        assert 'No image for ' in node.output()


def test_an_incompatible_publisher_is_named(command, tester):
    tester.node.create_publisher(tester.image_type, '/lossy', ros.qos_profile_sensor_data)
    with command('node', '--ros-args', '-r', 'image_raw:=/lossy', '-p',
                 'qos_overrides./lossy.subscription.reliability:=reliable') as node:
        node.wait_for('Incompatible QoS: /tester offers best_effort on /lossy')
        assert ('set qos_overrides./lossy.subscription.reliability to best_effort'
                in node.output())


@pytest.mark.parametrize('swaps', [4, pytest.param(20, marks=pytest.mark.slow)])
def test_models_change_between_two_frames(command, tester, portrait, swaps):
    """Swaps under a stream: no mixture, and after twenty of them no memory kept."""
    with command('node', '--ros-args', '-p', 'image_timeout:=0.0', '-p',
                 'detection_rate:=0.0') as node:
        tester.ask(tester.message(portrait, stamp=(1, 0)))
        process = psutil.Process(node.process.pid)
        stopped = threading.Event()

        def stream():
            for number in itertools.count(10):
                tester.publisher.publish(tester.message(portrait, stamp=(number, 0)))
                if stopped.wait(1 / 15):
                    return

        thread = threading.Thread(target=stream)
        thread.start()
        try:
            memory = []
            for number in range(swaps):
                model, detector = (('cnn', 'haar'), (DEFAULT_MODEL, 'auto'))[number % 2]
                assert tester.set_parameter('model', model).successful
                assert tester.set_parameter('detector', detector).successful
                tester.spin(0.2)
                memory.append(process.memory_info().rss)
        finally:
            stopped.set()
            thread.join()
        assert {answer.model for answer in tester.emotions} == {'cnn', DEFAULT_MODEL}
        # The portrait is always the same, so each pair of model and detector has one answer; a
        # mixture of models would show.
        for model in ('cnn', DEFAULT_MODEL):
            answers = [answer for answer in tester.emotions if answer.model == model]
            raw = np.array([answer.emotions[0].raw_probabilities for answer in answers])
            for detector in {answer.detector for answer in answers}:
                rows = raw[[answer.detector == detector for answer in answers]]
                assert np.ptp(rows, axis=0).max() < 1e-4
            # The smoothed probabilities lie between the answers of this model.
            smoothed = np.array([answer.emotions[0].probabilities for answer in answers])
            assert (smoothed > raw.min(axis=0) - 1e-4).all()
            assert (smoothed < raw.max(axis=0) + 1e-4).all()
        # Twelve more models kept would be more than 50 MB. It goes up and down, for each thread
        # has its own heap: 15 MB more after 120 swaps, 23 at most after 20.
        if swaps == 20:
            assert min(memory[-4:]) - max(memory[:8]) < 40e6
        assert NodeSettings().model == tester.get_parameter('model')
