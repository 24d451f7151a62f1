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

"""Faces over time, as the node's messages tell of them."""

import itertools

from fer_ros.node.messages import emotion_array, face_emotions, message_record
from fer_ros.values.faces import Box, Face, FaceEmotion
import numpy as np
import pytest


def test_an_identifier_stays_as_long_as_the_node_runs(command, tester, portrait):
    other = np.full_like(portrait, 90)
    seconds = itertools.count(10)

    def ask(image, second=None):
        stamp = next(seconds) if second is None else second
        answer = tester.ask(tester.message(image, stamp=(stamp, 0)))
        return [emotion.face_id for emotion in answer.emotions]

    with command('node', '--ros-args', '-p', 'detector:=haar', '-p', 'detection_width:=0'):
        assert ask(portrait) == ask(portrait) == ['f1']
        assert tester.set_parameter('smoothing_time', 0.1).successful
        assert tester.set_parameter('detection_threshold', 0.5).successful
        assert ask(portrait) == ['f1']
        assert ask(other) == []
        assert ask(portrait) == ['f1']  # hidden for two seconds
        for _ in range(3):
            assert ask(other) == []
        assert ask(portrait) == ['f2']            # for too long
        assert ask(portrait, second=1) == ['f3']  # the bag starts again


def test_quality_and_probabilities_in_the_message(command, tester, portrait):
    with command('node', '--ros-args', '-p', 'detector:=haar'):
        emotion, = tester.ask(tester.message(portrait)).emotions
    assert 0.5 < emotion.quality <= 1.0
    assert emotion.confidence == pytest.approx(max(emotion.probabilities))


@pytest.mark.parametrize(('label', 'quality'), [('sad', 0.25), ('neutral', float('nan'))])
def test_there_and_back(label, quality):
    from fer_ros import ros

    header = ros.interface('std_msgs/msg/Header')(frame_id='camera')
    values = np.array([0.05, 0.05, 0.1, 0.1, 0.3, 0.1, 0.3], np.float32)
    before = FaceEmotion('f7', Face(Box(10, 20, 30, 40), 0.5), values, np.roll(values, 1),
                         label=label, quality=quality)
    message = emotion_array(header, [before], (640, 480), detector='haar', model='cnn',
                            processing_time=0.01)
    after, = face_emotions(message)
    assert (after.face_id, after.face, after.label) == ('f7', before.face, label)
    assert after.confidence == pytest.approx(0.3)
    assert after.quality == pytest.approx(quality, nan_ok=True)
    record, = message_record(message)['emotions']
    assert record['quality'] == (None if np.isnan(quality) else quality)
    message.emotions[0].label = 'unknown'
    assert (face_emotions(message)[0].label, face_emotions(message)[0].confidence) == (
        'unknown', 0.0)
    # What another publisher calls a label need not be one.
    message.emotions[0].label = 'bored'
    assert face_emotions(message)[0].label == 'sad'
