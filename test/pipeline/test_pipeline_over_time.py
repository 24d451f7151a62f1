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

"""The pipeline from frame to frame: identifiers, smoothing, intervals and the budget."""

from fer_ros.pipeline import Pipeline
from fer_ros.tracking import Tracker
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

IMAGE = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
FACE = Face(Box(100, 60, 80, 80), 0.9)


def looks(pipeline, *labels):
    """Let the classifier say one label after the other of every face, for certain."""
    remaining = list(labels)

    def classify(crops):
        row = np.eye(len(LABELS), dtype=np.float32)[LABELS.index(remaining.pop(0))]
        return np.tile(row, (len(crops), 1))

    pipeline.classifier.classify = classify


def crowd(count):
    """Return faces in rows, the largest first."""
    return [Face(Box(40 * (n % 8), 40 * (n // 8), 36 - n / 10, 36 - n / 10), 0.9)
            for n in range(count)]


def test_a_face_keeps_its_identifier(fakes):
    pipeline = fakes()
    for number in range(20):
        pipeline.detector.faces = [Face(Box(20 + 5 * number, 60, 80, 80), 0.9)]
        emotion, = pipeline.process(IMAGE, number / 15)
        assert emotion.face_id == 'f1'
        assert emotion.face == pipeline.detector.faces[0]


def test_without_a_stamp_the_time_is_now(fakes):
    pipeline = fakes()
    pipeline.detector.faces = [FACE]
    assert [pipeline.process(IMAGE)[0].face_id for _ in range(3)] == ['f1'] * 3


def test_changed_settings_keep_identifiers_and_what_was_seen(registered):
    old = Pipeline.load(registered)
    old.detector.faces = [FACE]
    looks(old, *['happy'] * 10, 'sad')
    for number in range(10):
        old.process(IMAGE, number / 10)
    new = Pipeline.load(registered.changed({'face_margin': 0.1, 'max_faces': 3}), old)
    emotion, = new.process(IMAGE, 1.0)
    assert emotion.face_id == 'f1'
    assert emotion.label == 'happy'
    assert LABELS[emotion.raw_probabilities.argmax()] == 'sad'


def test_another_model_does_not_mix_with_the_one_before(registered):
    first = Pipeline.load(registered)
    first.detector.faces = [FACE]
    looks(first, *['happy'] * 10)
    for number in range(10):
        first.process(IMAGE, number / 10)
    second = Pipeline.load(registered.changed({'model': 'other'}), first)
    third = Pipeline.load(registered.changed({'model': 'other', 'max_faces': 3}), second)
    looks(third, 'sad', 'angry')
    emotion, = third.process(IMAGE, 1.0)
    assert emotion.face_id == 'f1'
    np.testing.assert_array_equal(emotion.probabilities, emotion.raw_probabilities)
    emotion, = third.process(IMAGE, 1.1)  # from now on as ever
    assert 0 < emotion.probabilities[LABELS.index('sad')] < 1


def test_pipelines_may_share_their_numbers(registered):
    numbers = iter(range(5, 100))
    names = []
    for _ in range(2):
        pipeline = Pipeline.load(registered, tracker=Tracker(numbers))
        pipeline.detector.faces = [FACE]
        names.append(pipeline.process(IMAGE, 0.0)[0].face_id)
    assert names == ['f5', 'f6']


def test_smoothed_and_raw_probabilities(fakes):
    pipeline = fakes({'smoothing_time': 0.5})
    pipeline.detector.faces = [FACE]
    looks(pipeline, *['happy'] * 30, *['sad'] * 30)
    happy = []
    for number in range(60):
        emotion, = pipeline.process(IMAGE, number / 30)
        raw = LABELS[emotion.raw_probabilities.argmax()]
        assert raw == ('happy' if number < 30 else 'sad')
        assert emotion.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert emotion.confidence == emotion.probabilities[LABELS.index(emotion.label)]
        happy.append(emotion.probabilities[LABELS.index('happy')])
    assert happy[:30] == pytest.approx([1.0] * 30)
    assert all(np.diff(happy[30:]) < 0)
    assert happy[29 + 15] == pytest.approx(np.exp(-1), abs=0.06)  # after the time constant


def test_without_smoothing_every_frame_stands_for_itself(fakes):
    pipeline = fakes({'smoothing_time': 0.0})
    pipeline.detector.faces = [FACE]
    shown = ['happy', 'sad', 'happy', 'fear']
    looks(pipeline, *shown)
    for number, label in enumerate(shown):
        emotion, = pipeline.process(IMAGE, number / 30)
        assert emotion.label == label
        np.testing.assert_array_equal(emotion.probabilities, emotion.raw_probabilities)


def test_valence_follows_the_smoothed_probabilities(fakes):
    pipeline = fakes()
    pipeline.classifier.affect = 'russell-mehrabian-1977'
    pipeline.detector.faces = [FACE]
    looks(pipeline, *['happy'] * 20, 'sad')
    for number in range(21):
        emotion, = pipeline.process(IMAGE, number / 30)
    assert 0.5 < emotion.valence < 0.81


def test_a_weak_face_is_reported_while_it_is_known(fakes):
    pipeline = fakes()
    weak = Face(FACE.box, 0.4)
    pipeline.detector.faces = [weak]
    assert pipeline.process(IMAGE, 0.0) == []
    pipeline.detector.faces = [FACE]
    pipeline.process(IMAGE, 0.1)
    pipeline.detector.faces = [weak]
    emotion, = pipeline.process(IMAGE, 0.2)
    assert (emotion.face_id, emotion.face.score) == ('f1', 0.4)


def test_a_lost_face_is_not_reported(fakes):
    pipeline = fakes()
    pipeline.detector.faces = [FACE]
    pipeline.process(IMAGE, 0.0)
    pipeline.detector.faces = []
    assert pipeline.process(IMAGE, 0.1) == []
    pipeline.detector.faces = [FACE]
    assert pipeline.process(IMAGE, 1.1)[0].face_id == 'f1'


@pytest.mark.parametrize(('detection_rate', 'rate', 'searched'), [
    (0.0, 30, 60), (10.0, 30, 20), (10.0, 10, 20), (10.0, 7, 14), (1.0, 30, 2), (2.0, 1, 2)])
def test_faces_are_detected_at_the_rate_and_tracked_in_between(fakes, detection_rate, rate,
                                                               searched):
    pipeline = fakes({'detection_rate': detection_rate})
    for number in range(2 * rate):
        stamp = number / rate
        pipeline.detector.faces = [Face(Box(20 + 60 * stamp, 60, 80, 80), 0.9)]
        times = {}
        emotion, = pipeline.process(IMAGE, stamp, times)
        assert emotion.face_id == 'f1'
        if detection_rate != 1 or stamp > 1:  # the second detection tells the speed
            assert emotion.face.box.x == pytest.approx(20 + 60 * stamp, abs=12)
        assert set(times) == {'detector', 'tracker', 'prepare', 'classifier'}
        assert min(times.values()) >= 0
    assert len(pipeline.detector.calls) == searched


def test_a_slow_detector_gets_a_quarter_of_the_time(fakes, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr('fer_ros.pipeline.stopwatch.perf_counter', lambda: clock[0])
    pipeline = fakes({'detection_rate': 15.0})
    detect = pipeline.detector.detect

    def slow(image, threshold):
        clock[0] += 0.05
        return detect(image, threshold)

    pipeline.detector.detect = slow
    for number in range(200):
        pipeline.process(IMAGE, number / 50)
    assert len(pipeline.detector.calls) == 20


@pytest.mark.parametrize(('rate', 'searched'), [(10, 20), (15, 30), (30, 30), (60, 30)])
def test_a_fast_detector_searches_fifteen_times_a_second(fakes, rate, searched):
    pipeline = fakes({'detection_rate': 15.0})
    for number in range(2 * rate):
        pipeline.process(IMAGE, number / rate)
    assert len(pipeline.detector.calls) == searched


@pytest.mark.parametrize(('classification_rate', 'rate', 'classified'), [
    (0.0, 30, 60), (15.0, 10, 20), (15.0, 15, 30), (15.0, 30, 30), (15.0, 60, 30), (2.0, 30, 4)])
def test_a_face_is_classified_at_the_rate(fakes, classification_rate, rate, classified):
    pipeline = fakes({'classification_rate': classification_rate})
    pipeline.detector.faces = [FACE]
    for number in range(2 * rate):
        emotion, = pipeline.process(IMAGE, number / rate)
        assert emotion.label == LABELS[0]
    assert sum(map(len, pipeline.classifier.batches)) == classified


def test_in_between_a_face_shows_what_it_last_did(fakes):
    pipeline = fakes({'classification_rate': 2.0})
    pipeline.detector.faces = [FACE]
    shown = []
    for stamp, label in ((0.0, 'happy'), (0.2, 'sad'), (0.4, 'sad'), (0.6, 'sad')):
        looks(pipeline, label)
        emotion, = pipeline.process(IMAGE, stamp)
        shown.append(LABELS[emotion.raw_probabilities.argmax()])
    assert shown == ['happy', 'happy', 'sad', 'sad']


def test_a_new_face_is_classified_at_once(fakes):
    pipeline = fakes({'classification_rate': 1.0})
    other = Face(Box(180, 60, 60, 60), 0.9)
    counts = []
    for stamp, faces in ((0.0, [FACE]), (0.1, [FACE, other]), (0.2, [FACE, other]), (1.0, [FACE])):
        pipeline.detector.faces = faces
        counts.append(len(pipeline.process(IMAGE, stamp)))
    assert counts == [1, 2, 2, 1]
    assert list(map(len, pipeline.classifier.batches)) == [1, 1, 0, 1]


@pytest.mark.parametrize('stamps', [(100.0, 5.0), (100.0, 99.0), (5.0, 100.0)])
def test_time_that_jumps_is_another_scene(fakes, stamps):
    pipeline = fakes({'detection_rate': 2.0})
    pipeline.detector.faces = [FACE]
    looks(pipeline, 'happy', 'sad')
    first, second = (pipeline.process(IMAGE, stamp)[0] for stamp in stamps)
    assert (first.face_id, second.face_id) == ('f1', 'f2')
    assert (first.label, second.label) == ('happy', 'sad')


@pytest.mark.parametrize('budget', [1, 3, 8, 20, 50])
def test_twenty_faces_stay_within_the_budget_and_each_has_its_turn(fakes, budget):
    pipeline = fakes({'max_faces_per_frame': budget, 'max_faces': 20})
    pipeline.detector.faces = crowd(20)
    turns = -(-20 // budget)
    seen: dict[str, list[int]] = {}
    for number in range(3 * turns):
        emotions = pipeline.process(IMAGE, number / 10)
        assert len(pipeline.classifier.batches[-1]) <= budget
        assert len(emotions) == min((number + 1) * budget, 20)
        now = {track.face_id for track in pipeline.tracker.tracks
               if track.smoother.stamp == number / 10}
        assert len(now) == min(budget, 20)
        for name in now:
            seen.setdefault(name, []).append(number)
    assert len(seen) == 20
    # Nobody waits for longer than it takes to go round once.
    assert all(max(np.diff(turn), default=1) <= turns for turn in seen.values())


def test_new_faces_come_first(fakes):
    pipeline = fakes({'max_faces_per_frame': 2})
    faces = crowd(6)
    pipeline.detector.faces = faces[:5]
    for number in range(6):
        pipeline.process(IMAGE, number / 10)
    pipeline.detector.faces = faces
    assert 'f6' in [emotion.face_id for emotion in pipeline.process(IMAGE, 0.6)]


def test_faces_that_wait_keep_what_they_last_showed(fakes):
    pipeline = fakes({'max_faces_per_frame': 1})
    pipeline.detector.faces = crowd(2)
    looks(pipeline, 'happy', 'sad', 'fear')
    for number in range(2):
        pipeline.process(IMAGE, number / 10)
    first, second = pipeline.process(IMAGE, 0.2)
    assert LABELS[first.raw_probabilities.argmax()] == 'fear'
    assert (second.label, LABELS[second.raw_probabilities.argmax()]) == ('sad', 'sad')


def test_photos_have_nothing_to_do_with_each_other(fakes):
    pipeline = fakes({'max_faces_per_frame': 1})
    pipeline.detector.faces = crowd(3)
    for labels in (['happy'], ['sad']):
        looks(pipeline, *labels)
        emotions = pipeline.process_photo(IMAGE)
        assert [emotion.face_id for emotion in emotions] == ['f1', 'f2', 'f3']
        assert {emotion.label for emotion in emotions} == set(labels)
        assert all((emotion.probabilities == emotion.raw_probabilities).all()
                   for emotion in emotions)


def test_sharp_faces_are_trusted_more(fakes):
    pipeline = fakes()
    pipeline.detector.faces = [FACE]
    flat = np.full_like(IMAGE, 90)
    assert pipeline.process(IMAGE, 0.0)[0].quality == 1.0
    assert pipeline.process(flat, 0.1)[0].quality == 0.0


def test_a_blurred_look_changes_less(fakes):
    def after(image):
        pipeline = fakes()
        pipeline.detector.faces = [FACE]
        looks(pipeline, *['happy'] * 10, 'sad')
        for number in range(10):
            pipeline.process(IMAGE, number / 10)
        return pipeline.process(image, 1.0)[0].probabilities[LABELS.index('sad')]

    assert after(np.full_like(IMAGE, 90)) < 0.1 * after(IMAGE)
