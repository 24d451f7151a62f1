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

"""Where a face will be: a Kalman filter of constant velocity, exact at any rate of frames."""

from __future__ import annotations

from math import sqrt

# All in sizes of the face (the mean of its sides), so that near and far faces are alike.
POSITION_NOISE = 0.07    # standard deviation of a detector's boxes
FIRST_SPEED = 1.5        # standard deviation of the speed of a face seen once, sizes a second
LOST_SPEED = 0.5         # added to that of the speed once a face is out of sight: it may turn back
# Spectral density of the white acceleration: the variance that the speed gains in a second
ACCELERATION = 2.0


class Motion:
    """
    The place and the speed of a face in pixels, and how well they are known.

    The model of white-noise acceleration in continuous time (Bar-Shalom, Li and Kirubarajan,
    "Estimation with Applications to Tracking and Navigation", 2001, section 6.2.2): a step of two
    seconds is the same as two of one second. Both axes have the same noise and so one covariance.
    Plain numbers, for arrays of two are slower.
    """

    __slots__ = ('_pp', '_pv', '_vv', 'vx', 'vy', 'x', 'y')

    def __init__(self, x: float, y: float, size: float) -> None:
        """Stand still at the centre (x, y) of a face of `size` pixels."""
        self.x, self.y, self.vx, self.vy = x, y, 0.0, 0.0
        self._pp, self._pv = (POSITION_NOISE * size) ** 2, 0.0
        self._vv = (FIRST_SPEED * size) ** 2

    def advance(self, seconds: float, size: float) -> None:
        """Move on by `seconds`."""
        self.x += self.vx * seconds
        self.y += self.vy * seconds
        noise = ACCELERATION * size * size
        self._pp += seconds * (2 * self._pv + seconds * (self._vv + noise * seconds / 3))
        self._pv += seconds * (self._vv + noise * seconds / 2)
        self._vv += noise * seconds

    def lose(self, size: float) -> None:
        """Take in that the face is out of sight, and may do something else there."""
        self._vv += (LOST_SPEED * size) ** 2

    def distance(self, x: float, y: float, noise: float) -> float:
        """
        Return how far (x, y) is from here: the squared Mahalanobis distance, 2 axes.

        :param noise: standard deviation of x and of y, pixels
        """
        variance = self._pp + noise * noise
        return ((x - self.x) ** 2 + (y - self.y) ** 2) / max(variance, 1e-9)

    def reach(self, distance: float, noise: float) -> float:
        """Return how far a place may be along an axis, in pixels, to be within `distance`."""
        return sqrt(distance * max(self._pp + noise * noise, 1e-9))

    def correct(self, x: float, y: float, noise: float) -> None:
        """Take in that the face was found at (x, y), give or take `noise` pixels."""
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
