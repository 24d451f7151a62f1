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

"""What is given out: unknown labels, and the labels that are allowed."""

import math

from fer_ros.pipeline.filtering import filter_results, reported_labels
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
from fer_ros.values.settings import Settings
import numpy as np
import pytest

SHOWN = np.array([0.05, 0.05, 0.1, 0.1, 0.4, 0.1, 0.2], np.float32)


def face(label='sad', quality=0.9, probabilities=SHOWN):
    """Return a face that is mostly sad."""
    return FaceEmotion('f1', Face(Box(10, 20, 30, 40), 0.8), probabilities,
                       np.roll(probabilities, 1), valence=-0.5, arousal=0.25, label=label,
                       quality=quality)


def only(emotion, **settings):
    """Return what is given out of one face."""
    result, = filter_results([emotion], Settings(**settings))
    return result


@pytest.mark.parametrize(('settings', 'emotion', 'label'), [
    ({}, face(), 'sad'),
    ({'min_confidence': 0.4}, face(probabilities=SHOWN.astype(float)), 'sad'),
    ({'min_confidence': 0.41}, face(), UNKNOWN),
    ({'min_confidence': 1.0}, face(probabilities=np.eye(7, dtype=np.float32)[4]), 'sad'),
    # Hysteresis holds a label that another one has overtaken: its own probability counts.
    ({'min_confidence': 0.3}, face('neutral'), UNKNOWN),
    ({}, face('neutral'), 'neutral'),
    ({'min_quality': 0.5}, face(quality=0.5), 'sad'),
    ({'min_quality': 0.5}, face(quality=0.49), UNKNOWN),
    ({'min_quality': 1.0}, face(quality=math.nan), 'sad'),
    ({'min_quality': 0.0}, face(quality=0.0), 'sad'),
    ({}, face(quality=0.1), UNKNOWN)])
def test_labels(settings, emotion, label):
    result = only(emotion, **settings)
    assert result.label == label
    assert (result.confidence == 0) == (label == UNKNOWN)
    # All else is as it was.
    assert (result.face_id, result.face, result.labels) == ('f1', emotion.face, LABELS)
    np.testing.assert_array_equal(result.probabilities, emotion.probabilities)
    np.testing.assert_array_equal(result.raw_probabilities, emotion.raw_probabilities)
    assert (result.valence, result.arousal) == (-0.5, 0.25)


@pytest.mark.parametrize(('allowed', 'label'), [
    ('sad', 'sad'), ('neutral,sad', 'sad'), ('happy', UNKNOWN), ('happy, neutral', UNKNOWN)])
def test_only_what_is_allowed_is_given_out(allowed, label):
    emotion = face()
    result = only(emotion, allowed_emotions=allowed)
    labels = reported_labels(Settings(allowed_emotions=allowed))
    assert set(labels) == {word.strip() for word in allowed.split(',')}
    assert (result.label, result.labels) == (label, labels)
    for given, all_of_them in ((result.probabilities, emotion.probabilities),
                               (result.raw_probabilities, emotion.raw_probabilities)):
        assert dict(zip(labels, given.tolist(), strict=True)) == {
            name: value for name, value in zip(LABELS, all_of_them.tolist(), strict=True)
            if name in labels}
        assert given.sum() < 1
    # They would tell of the others.
    assert math.isnan(result.valence) and math.isnan(result.arousal)
    assert result.confidence == pytest.approx(0.4 if label == 'sad' else 0)


def test_all_allowed_is_as_none_named():
    assert reported_labels(Settings()) == LABELS
    result = only(face(), allowed_emotions=','.join(reversed(LABELS)))
    assert (result.label, result.labels, result.valence) == ('sad', LABELS, -0.5)


def test_what_was_seen_stays():
    emotions = (face(), face(quality=0.0))
    assert [one.label for one in filter_results(emotions, Settings(allowed_emotions='happy'))] == [
        UNKNOWN, UNKNOWN]
    assert [one.label for one in emotions] == ['sad', 'sad']
    assert filter_results((), Settings(allowed_emotions='happy')) == []
