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

"""A Kalman filter with constant velocity for the position of a face, at any frame rate."""

from __future__ import annotations

from math import sqrt

# In sizes of the face (the mean of its sides), so that they suit near and far faces.
POSITION_NOISE = 0.07    # standard deviation of the position of detected boxes
FIRST_SPEED = 1.5        # standard deviation of the speed of a face seen once, sizes a second
LOST_SPEED = 0.5         # added to that of the speed when a face is lost: it may turn back
# Spectral density of the white acceleration: the variance that the speed gains in a second
ACCELERATION = 2.0


class KalmanFilter:
    """
    Position and speed of a face in pixels and pixels a second, with their covariance.

    The model is white-noise acceleration in continuous time (Bar-Shalom, Li and Kirubarajan,
    "Estimation with Applications to Tracking and Navigation", 2001, section 6.2.2), so a step of
    two seconds equals two steps of one second. Both axes have the same noise and share one
    covariance. Plain numbers are faster than arrays of two.
    """

    __slots__ = ('_pp', '_pv', '_vv', 'vx', 'vy', 'x', 'y')

    def __init__(self, x: float, y: float, size: float) -> None:
        """Start without speed at the centre (x, y) of a face of `size` pixels."""
        self.x, self.y, self.vx, self.vy = x, y, 0.0, 0.0
        self._pp, self._pv = (POSITION_NOISE * size) ** 2, 0.0
        self._vv = (FIRST_SPEED * size) ** 2

    def predict(self, seconds: float, size: float) -> None:
        """Predict the state after `seconds`."""
        self.x += self.vx * seconds
        self.y += self.vy * seconds
        noise = ACCELERATION * size * size
        self._pp += seconds * (2 * self._pv + seconds * (self._vv + noise * seconds / 3))
        self._pv += seconds * (self._vv + noise * seconds / 2)
        self._vv += noise * seconds

    def add_speed_noise(self, size: float) -> None:
        """Make the speed less certain: a face that is lost may turn back."""
        self._vv += (LOST_SPEED * size) ** 2

    def squared_distance(self, x: float, y: float, noise: float) -> float:
        """
        Return the squared Mahalanobis distance of (x, y) from the predicted position.

        :param noise: standard deviation of x and of y, pixels
        """
        variance = self._pp + noise * noise
        return ((x - self.x) ** 2 + (y - self.y) ** 2) / max(variance, 1e-9)

    def gate_radius(self, distance: float, noise: float) -> float:
        """Return how many pixels along one axis make this `squared_distance`."""
        return sqrt(distance * max(self._pp + noise * noise, 1e-9))

    def update(self, x: float, y: float, noise: float) -> None:
        """Correct the state with a position (x, y), whose standard deviation is `noise` pixels."""
        variance = max(self._pp + noise * noise, 1e-9)
        gain, speed_gain = self._pp / variance, self._pv / variance
        right, down = x - self.x, y - self.y
        self.x += gain * right
        self.y += gain * down
        self.vx += speed_gain * right
        self.vy += speed_gain * down
        self._vv -= speed_gain * self._pv
        self._pv *= 1 - gain
        self._pp *= 1 - gain
