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

"""Identifiers of made-up boxes."""

from itertools import count

from fer_ros.tracking import Tracker
from fer_ros.tracking.tracker import MIN_IOU, Track
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest

SIZE = (640, 480)
TIMEOUT = 2.0


def face(x: float, y: float = 200.0, side: float = 80.0, score: float = 0.9) -> Face:
    """Return a square face with its centre at (x, y)."""
    return Face(Box(x - side / 2, y - side / 2, side, side), score)


def follow(tracker: Tracker, stamp: float, faces=None, weak=(), timeout: float = TIMEOUT) -> dict:
    """Give a frame to the tracker (without `faces` it only predicts); return boxes by id."""
    tracker.predict(stamp, SIZE, timeout)
    if faces is not None:
        tracker.update(faces, weak)
    return {track.face_id: track.face.box for track in tracker.visible_tracks}


def test_identifiers_are_short_start_with_a_letter_and_stay():
    tracker = Tracker()
    for stamp in np.arange(0, 3, 0.1):
        seen = follow(tracker, stamp, [face(100 + 50 * stamp), face(400 - 20 * stamp)])
        assert list(seen) == ['f1', 'f2']
        assert seen['f1'].x == 60 + 50 * stamp  # the detector's box, not a filtered one


def test_the_order_of_the_detections_does_not_matter():
    rng = np.random.default_rng(0)
    tracker = Tracker()
    first = follow(tracker, 0, [face(100 * n) for n in range(1, 6)])
    for number in range(1, 30):
        jitter = rng.normal(scale=3, size=5)
        faces = [face(100 * n + shift) for n, shift in enumerate(jitter, start=1)]
        seen = follow(tracker, number / 30, [faces[n] for n in rng.permutation(5)])
        assert {name: box.x for name, box in seen.items()} == pytest.approx(
            {name: box.x + jitter[n] for n, (name, box) in enumerate(first.items())})


@pytest.mark.parametrize('rate', [8, 15, 30])
@pytest.mark.parametrize('speed', [60, 120, 200])
def test_faces_that_cross_while_one_hides_the_other(rate, speed):
    tracker = Tracker()
    names = set()
    for number in range(int(440 / speed * rate)):
        stamp = number / rate
        front, back = 100 + speed * stamp, 540 - speed * stamp
        hidden = abs(front - back) < 60
        seen = follow(tracker, stamp, [face(front, 210), *([] if hidden else [face(back, 190)])])
        names.add(tuple(sorted((box.y, name) for name, box in seen.items())))
    assert names == {((150, 'f2'), (170, 'f1')), ((170, 'f1'),)}


def test_irregular_frames_change_nothing():
    rng = np.random.default_rng(3)
    tracker = Tracker()
    for stamp in np.cumsum(rng.uniform(0.005, 0.3, 60)):
        assert list(follow(tracker, stamp, [face(100 + 40 * stamp), face(300, 300)])) == [
            'f1', 'f2']


@pytest.mark.parametrize(('hidden', 'same'), [(1.0, True), (1.9, True), (2.1, False)])
def test_a_lost_face_is_remembered_for_the_timeout(hidden, same):
    tracker = Tracker()
    follow(tracker, 0, [face(300)])
    for stamp in np.arange(0.1, hidden, 0.1):
        assert follow(tracker, stamp, []) == {}
    assert list(follow(tracker, hidden, [face(305)])) == ['f1' if same else 'f2']


@pytest.mark.parametrize(('gap', 'x', 'name'), [
    (TIMEOUT + 0.1, 300, 'f1'), (TIMEOUT + 0.1, 315, 'f1'), (TIMEOUT + 0.1, 345, 'f2'),
    (3 * TIMEOUT, 300, 'f1'), (3 * TIMEOUT + 0.1, 300, 'f2')])
def test_after_a_gap_without_frames_a_face_at_the_same_place_is_the_same(gap, x, name):
    tracker = Tracker()
    follow(tracker, 0, [face(300)])
    assert list(follow(tracker, gap, [face(x)])) == [name]


def test_a_machine_that_manages_a_frame_every_three_seconds_tracks_a_still_face():
    tracker = Tracker()
    for stamp in range(0, 30, 3):
        assert list(follow(tracker, stamp, [face(300), face(500)])) == ['f1', 'f2']


def test_a_face_that_was_lost_before_a_gap_is_not_known_after_it():
    tracker = Tracker()
    follow(tracker, 0, [face(300)])
    follow(tracker, 0.1, [])
    assert list(follow(tracker, TIMEOUT + 0.2, [face(300)])) == ['f2']


def test_a_face_that_moved_before_a_gap_is_looked_for_where_it_was_last():
    tracker = Tracker()
    for stamp in np.arange(0, 1, 0.1):
        follow(tracker, stamp, [face(100 + 200 * stamp)])
    assert list(follow(tracker, 0.9 + TIMEOUT + 0.1, [face(280)])) == ['f1']


def test_without_a_timeout_nothing_is_remembered():
    tracker = Tracker()
    names = [list(follow(tracker, number / 10, [face(300)], timeout=0.0))
             for number in range(3)]
    assert names == [['f1'], ['f2'], ['f3']]


def test_weak_faces_keep_known_ones_alive_and_start_none():
    tracker = Tracker()
    assert follow(tracker, 0, [], [face(300, score=0.4)]) == {}
    follow(tracker, 0.1, [face(300)])
    for number in range(2, 60):
        seen = follow(tracker, number / 10, [], [face(300 + number, score=0.4), face(500)])
        assert list(seen) == ['f1']
        assert seen['f1'].x == 260 + number


def test_weak_faces_do_not_bring_back_lost_ones():
    tracker = Tracker()
    follow(tracker, 0, [face(300)])
    follow(tracker, 0.1, [])
    assert follow(tracker, 0.2, [], [face(300, score=0.4)]) == {}
    assert list(follow(tracker, 0.3, [face(300)])) == ['f1']


def test_between_detections_faces_go_on_as_they_went():
    tracker = Tracker()
    for number in range(20):
        follow(tracker, number / 20, [face(100 + 100 * number / 20)])
    seen = follow(tracker, 1.25)
    assert seen['f1'].x == pytest.approx(60 + 125, abs=3)
    assert (seen['f1'].width, seen['f1'].height) == (80, 80)


def test_landmarks_go_with_the_face():
    tracker = Tracker()
    for number in range(20):
        points = np.full((5, 2), 5 * number, np.float32)
        follow(tracker, number / 20, [Face(face(100 + 5 * number).box, 0.9, points)])
    before = tracker.visible_tracks[0].face
    follow(tracker, 1.2)
    after = tracker.visible_tracks[0].face
    assert after.box.x - before.box.x > 10
    np.testing.assert_allclose(after.landmarks[:, 0] - before.landmarks[:, 0],
                               after.box.x - before.box.x, rtol=1e-3)


def test_a_face_of_quite_another_size_is_another_face():
    tracker = Tracker()
    follow(tracker, 0, [face(300, side=80)])
    assert list(follow(tracker, 0.1, [face(300, side=260)])) == ['f2']


@pytest.mark.parametrize('back', [1.0, 3600.0])
def test_time_that_jumps_back_is_a_new_start(back):
    tracker = Tracker()
    for number in range(5):
        follow(tracker, 5000 + number, [face(300)])
    for number in range(5):
        assert list(follow(tracker, 5000 - back + number, [face(300)])) == ['f2']


def test_a_frame_out_of_order_is_none():
    tracker = Tracker()
    for stamp in (0, 0.1, 0.2, 0.15, 0.2, 0.3):
        assert list(follow(tracker, stamp, [face(300)])) == ['f1']
    assert tracker.predict(0.25, SIZE, TIMEOUT) == 0.3


def test_images_of_another_size_are_another_scene():
    tracker = Tracker()
    follow(tracker, 0, [face(300)])
    tracker.predict(0.1, (1280, 720), TIMEOUT)
    tracker.update([face(300)])
    assert [track.face_id for track in tracker.tracks] == ['f2']


def test_no_identifier_comes_back():
    tracker, names = Tracker(), []
    for stamp in (0, 10, 20, 5, 40):
        names += follow(tracker, stamp, [face(300), face(100)])
    assert len(set(names)) == len(names) == 10


def test_trackers_may_share_their_numbers():
    numbers = count(7)
    names = [list(follow(Tracker(numbers), 0, [face(300)])) for _ in range(2)]
    assert names == [['f7'], ['f8']]


def test_no_face_that_it_may_be_is_passed_over():
    """What lies outside a track's span has no cost, whatever its size and its motion."""
    rng, inside, outside = np.random.default_rng(5), 0, 0
    for _ in range(300):
        track = Track('f1', face(*rng.uniform(0, 400, 2), side=rng.uniform(10, 200)), 0.0)
        for step in rng.uniform(0.01, 0.6, rng.integers(1, 4)):
            track.predict(step)
            if rng.random() < 0.5:
                track.update(face(track.box.x + rng.normal(0, 20), track.box.y,
                                  side=track.size * rng.uniform(0.8, 1.2)), track.last_seen + step)
        others = [face(*rng.uniform(-200, 800, 2), side=rng.uniform(10, 300)) for _ in range(20)]
        first, last = track.span(max(other.box.width for other in others),
                                 min(other.box.width for other in others))
        for other in others:
            if track.cost(other, MIN_IOU, by_motion=True) is not None:
                assert first <= other.box.x + other.box.width / 2 <= last
                inside += 1
            else:
                outside += not first <= other.box.x + other.box.width / 2 <= last
    assert inside > 200 and outside > 200


def test_a_crowd():
    rng = np.random.default_rng(5)
    tracker = Tracker()
    places = np.array([(60 + 100 * (n % 6), 60 + 100 * (n // 6)) for n in range(24)], float)
    speeds = rng.uniform(-15, 15, places.shape)
    for number in range(60):
        stamp = number / 15
        faces = [face(*(place + speed * stamp + rng.normal(scale=2, size=2)), side=70)
                 for place, speed in zip(places, speeds, strict=True)]
        seen = rng.random(24) > 0.1
        follow(tracker, stamp, [one for one, is_seen in zip(faces, seen, strict=True) if is_seen])
    assert len(tracker.tracks) == 24
    assert next(tracker._numbers) == 25
