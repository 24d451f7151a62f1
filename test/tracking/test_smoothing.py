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

"""Smoothing in time, whatever the rate of the frames, and the label's hysteresis."""

from fer_ros.tracking import Smoother
from fer_ros.values.settings import Settings
import numpy as np
import pytest

# The defaults of the settings
TAU = Settings().smoothing_time
MARGIN = Settings().label_margin
HAPPY = np.array([0.1, 0.7, 0.2])
SAD = np.array([0.8, 0.1, 0.1])


def smoothed(stamps, look, *, tau=TAU, margin=MARGIN, weight=lambda stamp: 1.0) -> Smoother:
    """Return a smoother that saw what `look` gives at each stamp."""
    smoother = Smoother()
    for stamp in stamps:
        smoother.update(look(stamp), stamp, time_constant=tau, margin=margin,
                        weight=weight(stamp))
    return smoother


def step_at(time):
    """Return looks that are happy up to a time, sad after it."""
    return lambda stamp: HAPPY if stamp <= time else SAD


def test_a_step_is_followed_with_the_time_constant():
    # After 20 time constants the start is forgotten.
    smoother = smoothed(np.linspace(0, 10.3, 1031), step_at(10))
    expected = SAD + (HAPPY - SAD) * np.exp(-0.3 / TAU)
    np.testing.assert_allclose(smoother.probabilities, expected, atol=1e-6)


@pytest.mark.parametrize('seed', range(5))
def test_irregular_rates_give_the_same_as_regular_ones(seed):
    rng = np.random.default_rng(seed)
    changes = [0, 1, 1.5, 2.2, 3]  # looks that hold between these stamps
    looks = rng.dirichlet(np.ones(7), len(changes))

    def look(stamp):
        return looks[max(np.searchsorted(changes, stamp) - 1, 0)]

    regular = smoothed(np.linspace(0, 4, 401), look)
    irregular = smoothed(np.unique([*changes, *rng.uniform(0, 4, 57), 4]), look)
    sparse = smoothed([*changes, 4], look)
    np.testing.assert_allclose(irregular.probabilities, regular.probabilities, atol=1e-9)
    np.testing.assert_allclose(sparse.probabilities, regular.probabilities, atol=1e-9)


def test_they_stay_probabilities():
    rng = np.random.default_rng(0)
    smoother = Smoother()
    for stamp in np.cumsum(rng.exponential(0.1, 200)):
        smoother.update(rng.dirichlet(np.ones(7)).astype(np.float32), stamp, time_constant=TAU,
                        margin=MARGIN, weight=rng.random())
        assert smoother.probabilities.dtype == np.float32
        assert smoother.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert smoother.probabilities.min() >= 0


def test_zero_switches_it_off():
    rng = np.random.default_rng(0)
    smoother = Smoother()
    for stamp in np.arange(0, 2, 0.1):
        look = rng.dirichlet(np.ones(7))
        smoother.update(look, stamp, time_constant=0.0, margin=0.9)
        np.testing.assert_array_equal(smoother.probabilities, look)
        np.testing.assert_array_equal(smoother.raw, look)
        assert smoother.label == look.argmax()


def test_the_first_look_is_taken_as_it_is():
    smoother = smoothed([5.0], lambda _: SAD)
    np.testing.assert_allclose(smoother.probabilities, SAD)
    assert smoother.label == 0


def test_a_bad_look_counts_less():
    stamps = np.linspace(0, 3, 91)
    even = smoothed(stamps, step_at(2.9))
    doubtful = smoothed(stamps, step_at(2.9), weight=lambda s: 1.0 if s <= 2.9 else 0.1)
    assert HAPPY[1] - doubtful.probabilities[1] < 0.2 * (HAPPY[1] - even.probabilities[1])


def test_a_face_that_is_always_badly_seen_is_as_fast_as_any():
    stamps = np.linspace(0, 3, 91)
    np.testing.assert_allclose(
        smoothed(stamps, step_at(2.5), weight=lambda _: 0.2).probabilities,
        smoothed(stamps, step_at(2.5)).probabilities)


def test_the_same_frame_again_counts_for_nothing():
    smoother = smoothed([0, 0.1, 0.2], lambda _: HAPPY)
    for _ in range(50):
        smoother.update(SAD, 0.2, time_constant=TAU, margin=MARGIN)
    np.testing.assert_allclose(smoother.probabilities, HAPPY)


def test_a_look_does_not_stand_for_the_time_out_of_sight():
    def after_hiding(since):
        smoother = smoothed(np.arange(0, 3, 0.1), lambda _: HAPPY)
        smoother.update(SAD, 3.9, time_constant=TAU, margin=MARGIN, since=since)
        return smoother.probabilities

    assert after_hiding(since=0.0)[0] > 0.65   # in sight all the time: this is what it shows
    assert after_hiding(since=3.9)[0] < 0.4    # back again: the first look is one of many


@pytest.mark.parametrize(('rate', 'most'), [(30, 1), (15, 1), (10, 3)])
def test_noise_between_two_classes_does_not_make_the_label_flicker(rate, most):
    rng = np.random.default_rng(0)
    minutes, labels, raw_labels = 10, [], []
    smoother = Smoother()
    for number in range(60 * minutes * rate):
        # Equally likely all the time, the worst that can be
        lead = rng.normal(scale=0.12)
        look = np.array([0.45 + lead / 2, 0.45 - lead / 2, 0.1])
        smoother.update(look, number / rate, time_constant=TAU, margin=MARGIN)
        labels.append(smoother.label)
        raw_labels.append(int(look.argmax()))
    assert np.count_nonzero(np.diff(raw_labels)) > 10 * rate * minutes
    assert np.count_nonzero(np.diff(labels)) <= most * minutes


@pytest.mark.parametrize('certainty', [0.55, 0.7, 0.95])
def test_a_real_change_shows_within_one_and_a_half_time_constants(certainty):
    rest = (1 - certainty) / 2
    before, after = np.array([certainty, rest, rest]), np.array([rest, certainty, rest])
    smoother, stamp = Smoother(), 0.0
    while stamp < 5 or smoother.label == 0:
        smoother.update(before if stamp < 5 else after, stamp, time_constant=TAU, margin=MARGIN)
        stamp += 1 / 30
    assert stamp - 5 <= 1.5 * TAU


def test_the_label_is_never_behind_by_more_than_the_margin():
    rng = np.random.default_rng(2)
    smoother = Smoother()
    lagged = 0
    for stamp in np.arange(0, 60, 0.05):
        smoother.update(rng.dirichlet(np.ones(7)), stamp, time_constant=TAU, margin=MARGIN)
        behind = smoother.probabilities.max() - smoother.probabilities[smoother.label]
        assert behind < MARGIN
        lagged += behind > 0
    assert lagged > 0
