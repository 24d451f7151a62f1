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

"""Privacy settings of the running node."""

import cv2
from fer_ros import ros
from fer_ros.codec import decode_image
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np
import pytest

HAAR = '-p', 'detector:=haar', '-p', 'detection_width:=0'
# Collins's face from brow to chin in the portrait
FACE = slice(67, 160), slice(118, 211)


def same(image, message):
    """Return the share of the face's pixels that are in the annotated image as they were."""
    return (decode_image(message)[FACE] == image[FACE]).all(axis=2).mean()


def test_the_node_waits_for_consent(command, tester, portrait):
    states = []
    tester.node.create_subscription(
        ros.interface('diagnostic_msgs/msg/DiagnosticArray'), '/diagnostics', states.append, 10)
    with command('node', '--ros-args', '-p', 'enabled_on_start:=false') as node:
        node.wait_for('Paused: no image is taken until ~/enable is called with true')
        tester.wait_until(lambda: states, 'diagnostics')
        values = {value.key: value.value for status in states[-1].status
                  for value in status.values}
        assert values['state'] == 'paused'
        tester.spin(0.5)
        assert tester.publisher.get_subscription_count() == 0
        assert not tester.set_parameter('enabled_on_start', True).successful
        answer = tester.call('std_srvs/srv/SetBool', '/fer/enable', data=True)
        assert answer.success and 'enabled' in answer.message
        assert tester.ask(tester.message(portrait)).emotions


def test_only_allowed_emotions_are_published(command, tester, portrait):
    with command('node', '--ros-args', *HAAR, '-p', 'allowed_emotions:=sad,happy',
                 '-p', 'smoothing_time:=0.0'):
        answer = tester.ask(tester.message(portrait, stamp=(1, 0)))
        assert answer.labels == ['happy', 'sad']
        emotion, = answer.emotions
        assert (emotion.label, len(emotion.probabilities), len(emotion.raw_probabilities)) == (
            'happy', 2, 2)
        assert emotion.confidence == emotion.probabilities[0]
        assert np.isnan(emotion.valence) and np.isnan(emotion.arousal)
        rejected = tester.set_parameter('allowed_emotions', 'happy,bored')
        assert not rejected.successful and "'happy,bored'" in rejected.reason
        assert tester.set_parameter('allowed_emotions', 'fear').successful
        answer = tester.ask(tester.message(portrait, stamp=(2, 0)))
        assert answer.labels == ['fear']
        emotion, = answer.emotions
        assert (emotion.label, emotion.confidence) == (UNKNOWN, 0.0)
        assert emotion.probabilities[0] < 0.5
        assert tester.set_parameter('allowed_emotions', '').successful
        assert tester.ask(tester.message(portrait, stamp=(3, 0))).labels == list(LABELS)


@pytest.mark.parametrize('name', ['min_confidence', 'min_quality'])
def test_below_a_minimum_the_label_is_unknown(command, tester, portrait, name):
    with command('node', '--ros-args', *HAAR):
        assert tester.ask(tester.message(portrait, stamp=(1, 0))).emotions[0].label == 'happy'
        assert tester.set_parameter('smoothing_time', 0.0).successful
        assert tester.set_parameter(name, 1.0).successful
        blurred = cv2.GaussianBlur(portrait, (0, 0), 5)
        emotion, = tester.ask(tester.message(blurred, stamp=(2, 0))).emotions
        assert (emotion.label, emotion.confidence) == (UNKNOWN, 0.0)
        assert sum(emotion.probabilities) == pytest.approx(1, abs=1e-4)


def test_anonymized_images(command, tester, portrait):
    with command('node', '--ros-args', *HAAR, '-p', 'anonymize:=true') as node:
        node.wait_for('anonymize hides only the faces that the detector haar finds')
        tester.watch()
        tester.wait_until(lambda: tester.ask(tester.message(portrait, stamp=(1, 0)))
                          and tester.annotated, 'an annotated image')
        assert all(same(portrait, message) < 0.01 for message in tester.annotated)
        assert tester.emotions[-1].emotions[0].label == 'happy'
        # The face is hidden where it is, though faces are not searched anew for a minute.
        assert tester.set_parameter('detection_rate', 1 / 60).successful
        tester.ask(tester.message(portrait, stamp=(2, 0)))
        tester.spin(1.0)
        tester.annotated.clear()
        moved = np.roll(portrait, (60, -90), axis=(0, 1))
        tester.wait_until(lambda: tester.ask(tester.message(moved, stamp=(2, 100_000_000)))
                          and tester.annotated, 'an annotated image')
        for message in tester.annotated:
            back = np.roll(decode_image(message), (-60, 90), axis=(0, 1))
            assert (back[FACE] == portrait[FACE]).all(axis=2).mean() < 0.01
        assert tester.set_parameter('anonymize', False).successful
        tester.spin(1.0)
        tester.annotated.clear()
        tester.wait_until(lambda: tester.ask(tester.message(portrait, stamp=(3, 0)))
                          and tester.annotated, 'an annotated image')
        assert max(same(portrait, message) for message in tester.annotated) > 0.5
