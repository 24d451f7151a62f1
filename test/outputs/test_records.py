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

"""Frames as plain dictionaries."""

import json
import math

from fer_ros.outputs.records import frame_record
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


def record_of(*emotions: FaceEmotion) -> dict:
    """Return the record of a frame of 640x480 pixels."""
    return frame_record(1.5, 'camera', (640, 480), emotions, detector='haar', model='cnn',
                        processing_time=0.0123456789)


def emotion(**changes) -> FaceEmotion:
    """Return a face at the left border that is mostly sad."""
    probabilities = np.array([0.05, 0.05, 0.1, 0.1, 0.4, 0.1, 0.2], np.float32)
    return FaceEmotion('f1', Face(Box(-10.2, 20.4, 60, 60), np.float32(0.875)), probabilities,
                       np.roll(probabilities, 1), **changes)


def test_a_frame_without_faces():
    assert record_of() == {
        'stamp': 1.5, 'frame_id': 'camera', 'detector': 'haar', 'model': 'cnn',
        'labels': list(LABELS), 'image_width': 640, 'image_height': 480,
        'processing_time': 0.012346, 'emotions': []}


def test_a_face():
    face, = record_of(emotion(valence=-0.5, arousal=0.25, quality=0.75))['emotions']
    assert face['face_id'] == 'f1'
    assert face['roi'] == {'x_offset': 0, 'y_offset': 20, 'width': 50, 'height': 60}
    assert face['detection_score'] == 0.875
    assert (face['label'], face['confidence']) == ('sad', 0.4)
    assert (face['valence'], face['arousal'], face['quality']) == (-0.5, 0.25, 0.75)
    assert face['probabilities'] == [0.05, 0.05, 0.1, 0.1, 0.4, 0.1, 0.2]
    assert face['raw_probabilities'] == [0.2, 0.05, 0.05, 0.1, 0.1, 0.4, 0.1]


def test_fewer_labels():
    record = frame_record(1.5, 'camera', (640, 480), [emotion(label='unknown')], detector='haar',
                          model='cnn', processing_time=0.0, labels=('happy', 'sad'))
    assert record['labels'] == ['happy', 'sad']
    face, = record['emotions']
    assert (face['label'], face['confidence']) == ('unknown', 0.0)


def test_what_a_model_does_not_give_is_none():
    face, = record_of(emotion())['emotions']
    assert face['valence'] is None
    assert face['arousal'] is None
    assert face['quality'] is None


def test_only_what_strict_json_has():
    record = record_of(emotion(), emotion(valence=np.float32(0.1), arousal=math.nan))
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_the_probabilities_still_sum_to_one():
    rng = np.random.default_rng(3)
    for _ in range(50):
        values = rng.dirichlet(np.ones(7)).astype(np.float32)
        found = FaceEmotion('f1', Face(Box(0, 0, 9, 9), 1.0), values, values)
        face, = record_of(found)['emotions']
        assert sum(face['probabilities']) == pytest.approx(1, abs=1e-5)
        assert sum(face['raw_probabilities']) == pytest.approx(1, abs=1e-5)
        assert face['confidence'] == max(face['probabilities'])
