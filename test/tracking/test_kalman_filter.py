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

"""The motion of a face, whatever the rate of the frames."""

from fer_ros.tracking.kalman_filter import KalmanFilter
import numpy as np
import pytest


def state(motion: KalmanFilter) -> list[float]:
    """Return all that a motion knows."""
    return [getattr(motion, name) for name in KalmanFilter.__slots__]


def test_one_step_is_the_same_as_many():
    rng = np.random.default_rng(0)
    once, often = KalmanFilter(100, 50, 80), KalmanFilter(100, 50, 80)
    for motion in (once, often):
        motion.predict(0.1, 80)
        motion.update(110, 45, 5)
    once.predict(1.7, 80)
    for part in rng.dirichlet(np.ones(20)):
        often.predict(1.7 * part, 80)
    assert state(once) == pytest.approx(state(often))


def test_a_speed_is_found_and_kept_out_of_sight():
    rng = np.random.default_rng(1)
    motion, stamp = KalmanFilter(0, 0, 80), 0.0
    for step in rng.uniform(0.02, 0.1, 60):
        stamp += step
        motion.predict(step, 80)
        motion.update(120 * stamp + rng.normal(), -40 * stamp + rng.normal(), 4)
    assert (motion.vx, motion.vy) == (pytest.approx(120, abs=10), pytest.approx(-40, abs=10))
    motion.predict(1.0, 80)
    assert motion.x == pytest.approx(120 * (stamp + 1), abs=12)


def test_what_is_not_looked_at_becomes_uncertain():
    motion = KalmanFilter(0, 0, 80)
    distances = []
    for _ in range(5):
        distances.append(motion.squared_distance(100, 0, 5))
        motion.predict(0.2, 80)
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < distances[0] / 10


def test_all_is_in_sizes_of_the_face():
    near, far = KalmanFilter(0, 0, 200), KalmanFilter(0, 0, 20)
    for motion, size in ((near, 200), (far, 20)):
        motion.predict(0.1, size)
        motion.update(0.2 * size, 0, 0.05 * size)
        motion.predict(0.1, size)
    assert near.squared_distance(100, 0, 10) == pytest.approx(far.squared_distance(10, 0, 1))


def test_a_face_of_no_size():
    motion = KalmanFilter(5, 5, 0)
    motion.predict(0.1, 0)
    motion.update(5, 5, 0)
    assert np.isfinite(state(motion)).all()
    assert np.isfinite(motion.squared_distance(6, 5, 0))
