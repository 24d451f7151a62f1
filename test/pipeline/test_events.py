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

"""The events of made-up scenes and of the demo, through detector, tracker and smoothing."""

from itertools import islice
import random
import re

from fer_ros.events import FaceEvents
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.filtering import filter_results
from fer_ros.sources.demo import DemoSource
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np
import pytest

SIDE = 80
TEXTURE = np.random.default_rng(0).integers(-30, 30, (SIDE, SIDE, 3))
# Pixels from the corner of the box: eyes, nose, corners of the mouth
FRONTAL = np.array([[25, 30], [55, 30], [40, 50], [28, 62], [52, 62]], np.float32)
PROFILE = FRONTAL + np.array([[0, 0], [0, 0], [40, 0], [0, 0], [0, 0]], np.float32)


class Scene:
    """Shows faces: `people(seconds)` yields (x, y, label, whether turned away) of each."""

    def __init__(self, fakes, people):
        self.pipeline, self.people = fakes({'detection_width': 0}), people
        self.pipeline.classifier.classify = self.classify
        settings = self.pipeline.settings
        self.events = FaceEvents(hold=settings.event_hold, timeout=settings.track_timeout)

    @staticmethod
    def classify(crops):
        """Return the label that the blue channel of each crop encodes."""
        numbers = [round((float(crop[20:60, 20:60, 0].mean()) - 60) / 20) for crop in crops]
        return np.eye(len(LABELS), dtype=np.float32)[numbers]

    def show(self, seconds, stamp):
        """Return the events of the frame at `seconds`."""
        image = np.full((240, 640, 3), 90, np.uint8)
        faces = []
        for x, y, label, away in self.people(seconds):
            image[y:y + SIDE, x:x + SIDE] = TEXTURE + 60 + 20 * LABELS.index(label)
            faces.append(Face(Box(x, y, SIDE, SIDE), 0.9,
                              (PROFILE if away else FRONTAL) + np.array([x, y], np.float32)))
        self.pipeline.detector.faces = faces
        return self.events.update(stamp, filter_results(
            self.pipeline.process(image, stamp), self.pipeline.settings))

    def run(self, times, start=1000.0):
        """Return (seconds, text without numbers) of all events."""
        return [(event.stamp - start, event.text.split(' (')[0].split(' after')[0])
                for seconds in times for event in self.show(seconds, start + seconds)]


def times(rate, seconds, irregular):
    """Return when the frames are taken."""
    rng, found, now = random.Random(rate), [], 0.0
    while now < seconds:
        found.append(now)
        now += rng.uniform(0.3, 1.7) / rate if irregular else 1 / rate
    return found


def visitor(seconds):
    """Arrive at 1 s, smile from 2.5 to 5.5 s, turn away, and leave at 7 s."""
    if 1 <= seconds < 7:
        smiles = 2.5 <= seconds < 5.5
        yield 280, 80, 'happy' if smiles else 'neutral', seconds >= 5.5


@pytest.mark.parametrize('irregular', [False, True])
@pytest.mark.parametrize('rate', [30, 15, 6])
def test_arrive_smile_turn_away_and_leave(fakes, rate, irregular):
    found = Scene(fakes, visitor).run(times(rate, 11, irregular))
    assert [text for _, text in found] == [
        'f1 appeared, neutral', 'f1 became happy', 'f1 has been happy', 'f1 left']
    slack = 2 / rate + 0.05
    # The smoothed label follows after about half a second.
    for (seconds, _), expected, delay in zip(found, (1, 2.5, 4.5, 9), (0, 0.5, 0.5, 0),
                                             strict=True):
        assert expected - slack <= seconds <= expected + delay + slack


def test_a_long_turn_is_unknown(fakes):
    def people(seconds):
        yield 280, 80, 'happy', seconds > 1

    found = Scene(fakes, people).run(times(15, 8, False))
    assert [text for _, text in found] == ['f1 appeared, happy', 'f1 became unknown']


@pytest.mark.parametrize('irregular', [False, True])
def test_faces_that_cross(fakes, irregular):
    def people(seconds):
        if seconds < 6:
            shift = round(60 * seconds)
            yield 20 + shift, 20, 'happy', False
            yield 480 - shift, 110, 'sad', False

    found = Scene(fakes, people).run(times(15, 9, irregular))
    texts = [text for _, text in found]
    assert sorted(texts) == ['f1 appeared, happy', 'f1 has been happy', 'f1 left',
                             'f2 appeared, sad', 'f2 has been sad', 'f2 left']


def test_a_time_jump_starts_again(fakes):
    scene = Scene(fakes, visitor)
    first = scene.run(times(15, 4, False))
    again = scene.run(times(15, 11, False), start=10.0)
    assert [text for _, text in first] == ['f1 appeared, neutral', 'f1 became happy']
    assert [text for _, text in again] == ['f1 left', 'f2 appeared, neutral', 'f2 became happy',
                                           'f2 has been happy', 'f2 left']


def test_the_demo(yunet_weights):
    """Each scene has other people: Collins smiles, Hopper does not, then both."""
    pytest.importorskip('skimage.data')
    pytest.importorskip('matplotlib')
    settings = Settings(detector='yunet', **EVERY_FRAME)
    pipeline, source = Pipeline.load(settings), DemoSource()
    events = FaceEvents(hold=settings.event_hold, timeout=settings.track_timeout)
    found = [event for frame in islice(source.frames(), 15 * 15)
             for event in events.update(frame.stamp, filter_results(
                 pipeline.process(frame.image, frame.stamp), settings))] + events.end()
    assert [(round(event.stamp, 1), re.sub(r' \(0\.\d\d\)', '', event.text))
            for event in found] == [
        (0.0, 'f1 appeared, happy'), (2.0, 'f1 has been happy for 2.0 s'),
        (5.0, 'f2 appeared, neutral'), (7.0, 'f1 left after 4.9 s'),
        (7.0, 'f2 has been neutral for 2.0 s'), (10.0, 'f3 appeared, neutral'),
        (10.0, 'f4 appeared, happy'), (12.0, 'f2 left after 4.9 s'),
        (12.0, 'f3 has been neutral for 2.0 s'), (12.0, 'f4 has been happy for 2.0 s'),
        (14.9, 'f3 left after 4.9 s'), (14.9, 'f4 left after 4.9 s')]
