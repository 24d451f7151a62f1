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

"""The events of made-up results: exact lists, and random sequences against an oracle."""

import random

from event_oracle import expected
from fer_ros.events import APPEARED, CHANGED, FaceEvents, HELD, LEFT
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
from hypothesis import given, settings, strategies
import numpy as np
import pytest

BOX = Box(10, 20, 30, 40)
EVEN = np.full(7, 1 / 7)


def emotion(face_id, label):
    """Return a result."""
    return FaceEmotion(face_id, Face(BOX, 0.9), EVEN, EVEN, label=label)


def run(frames, hold=2.0, timeout=1.0, end=False):
    """Return (stamp, text) of the events of frames (stamp, {face_id: label})."""
    events = FaceEvents(hold=hold, timeout=timeout)
    found = [event for stamp, faces in frames
             for event in events.update(stamp, [emotion(*pair) for pair in faces.items()])]
    return [(round(event.stamp, 3), event.text) for event in found + (events.end() if end else [])]


def frames(*parts, rate=10):
    """Return frames: each part is (faces, seconds)."""
    number, made = 0, []
    for faces, seconds in parts:
        for _ in range(round(seconds * rate)):
            made.append((number / rate, faces))
            number += 1
    return made


def test_arrive_smile_leave():
    assert run(frames(({}, 1), ({'f1': 'neutral'}, 1.5), ({'f1': 'happy'}, 3), ({}, 2))) == [
        (1.0, 'f1 appeared, neutral (0.14)'),
        (2.5, 'f1 became happy (0.14) after 1.5 s neutral'),
        (4.5, 'f1 has been happy (0.14) for 2.0 s'),
        (6.5, 'f1 left after 4.4 s')]


def test_an_event_has_the_fields_of_the_result():
    events = FaceEvents(hold=0.0, timeout=1.0)
    appeared, = events.update(5.0, [emotion('f7', 'sad')])
    assert (appeared.kind, appeared.stamp, appeared.face_id, appeared.box, appeared.label) == (
        APPEARED, 5.0, 'f7', BOX, 'sad')
    assert appeared.confidence == pytest.approx(1 / 7)
    changed, = events.update(5.5, [emotion('f7', 'fear')])
    assert (changed.kind, changed.label, changed.previous_label, changed.duration) == (
        CHANGED, 'fear', 'sad', 0.5)
    assert events.present == [('f7', 'fear')]


def test_a_short_absence_and_a_short_unknown_are_no_events():
    faces = {'f1': 'happy'}
    assert run(frames((faces, 1), ({}, 0.9), (faces, 0.5), ({'f1': UNKNOWN}, 0.9), (faces, 0.5)),
               hold=0) == [(0.0, 'f1 appeared, happy (0.14)')]


def test_a_long_unknown_is_a_change_and_is_never_held():
    assert run(frames(({'f1': 'happy'}, 1), ({'f1': UNKNOWN}, 6)), hold=2) == [
        (0.0, 'f1 appeared, happy (0.14)'), (2.0, 'f1 became unknown after 1.0 s happy')]


def test_an_identifier_that_comes_back_appears_again():
    assert run(frames(({'f1': 'sad'}, 1), ({}, 1.5), ({'f1': 'sad'}, 0.1))) == [
        (0.0, 'f1 appeared, sad (0.14)'), (2.0, 'f1 left after 0.9 s'),
        (2.5, 'f1 appeared, sad (0.14)')]


def test_a_gap_without_frames_is_no_absence_and_does_not_count_as_held():
    faces = {'f1': 'sad'}
    assert run([(0.0, faces), (5.0, faces), (6.0, faces), (6.9, faces), (7.0, faces)]) == [
        (0.0, 'f1 appeared, sad (0.14)'), (7.0, 'f1 has been sad (0.14) for 2.0 s')]


def test_a_jump_back_ends_all_and_a_frame_out_of_order_does_not():
    assert run([(10.0, {'f1': 'sad'}), (9.9, {'f1': 'sad'}), (3.0, {'f2': 'sad'})]) == [
        (10.0, 'f1 appeared, sad (0.14)'), (3.0, 'f1 left after 0.0 s'),
        (3.0, 'f2 appeared, sad (0.14)')]


def test_the_end_of_a_stream():
    assert run(frames(({'f1': 'sad', 'f2': 'happy'}, 0.5)), end=True)[2:] == [
        (0.4, 'f1 left after 0.4 s'), (0.4, 'f2 left after 0.4 s')]


def test_a_timeout_of_zero_reports_at_once():
    faces = {'f1': 'happy'}
    assert run([(0.0, faces), (0.1, {'f1': UNKNOWN}), (0.2, faces), (0.3, {})], timeout=0) == [
        (0.0, 'f1 appeared, happy (0.14)'), (0.1, 'f1 became unknown after 0.1 s happy'),
        (0.2, 'f1 became happy (0.14) after 0.1 s unknown'), (0.3, 'f1 left after 0.2 s')]


def check(sequence, hold, timeout):
    """Compare with the oracle, and check that nothing is said twice."""
    events, found = FaceEvents(hold=hold, timeout=timeout), []
    for number, (stamp, faces) in enumerate(sequence):
        for event in events.update(stamp, [emotion(*pair) for pair in faces.items()]):
            found.append((number, event.kind, event.face_id, event.label, event.previous_label,
                          event.duration))
    assert len(found) == len(set(found))
    assert set(found) == expected(sequence, hold, timeout)
    inside = set()
    for _, kind, face_id, label, previous, _ in found:
        assert (face_id in inside) == (kind != APPEARED)
        assert (label != previous) and bool(previous) == (kind == CHANGED)
        (inside.discard if kind == LEFT else inside.add)(face_id)
    assert {face_id for face_id, _ in events.present} == inside
    return {kind for _, kind, *_ in found}


FACES = strategies.dictionaries(strategies.sampled_from(['f1', 'f2', 'f3']),
                                strategies.sampled_from(['happy', 'sad', UNKNOWN]))
STEPS = strategies.sampled_from([0.0, 0.033, 0.1, 0.4, 1.0, 1.1, 7.0, -0.1, -0.25, -30.0])


@settings(max_examples=300, deadline=None)
@given(strategies.lists(strategies.tuples(STEPS, FACES), max_size=25),
       strategies.sampled_from([0.0, 0.1, 2.0]), strategies.sampled_from([0.0, 0.5, 1.0]))
def test_any_sequence(steps, hold, timeout):
    stamp, sequence = 100.0, []
    for step, faces in steps:
        stamp += step
        sequence.append((stamp, faces))
    check(sequence, hold, timeout)


def random_sequence(rng):
    """Return frames at an irregular rate: faces that come, change, hide, leave and return."""
    stamp, sequence = rng.uniform(0, 1e9), []
    present, hidden = {}, {}
    for _ in range(rng.randrange(60)):
        stamp += rng.choice([1 / 30, 1 / 15, rng.expovariate(10), rng.expovariate(1)])
        if rng.random() < 0.02:
            stamp += rng.choice([-0.05, -0.3, -100, 5, 1000])
        for face_id in ('f1', 'f2', 'f3', 'f4'):
            dice = rng.random()
            if dice < 0.08:
                present[face_id] = hidden.pop(face_id, rng.choice(LABELS))
            elif dice < 0.12 and face_id in present:
                hidden[face_id] = present.pop(face_id)
            elif dice < 0.3 and face_id in present:
                present[face_id] = rng.choice([*LABELS[:3], UNKNOWN])
        sequence.append((stamp, dict(present)))
    return sequence


@pytest.mark.parametrize('count', [
    1000, pytest.param(100_000, marks=pytest.mark.very_slow)])
def test_random_sequences(count):
    kinds = set()
    for seed in range(count):
        rng = random.Random(seed)
        kinds |= check(random_sequence(rng), rng.choice([0.0, 0.5, 2.0]),
                       rng.choice([0.0, 0.5, 2.0]))
    assert kinds == {APPEARED, LEFT, CHANGED, HELD}
