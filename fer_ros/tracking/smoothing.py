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

"""Temporal smoothing of the probabilities, and a label with hysteresis."""

from __future__ import annotations

from math import exp, inf

import numpy as np

# The first observation stands for the time of one frame at 30 Hz.
FRAME_S = 1 / 30
# Even the worst observation counts a little: there may be no other.
MIN_WEIGHT = 0.01


class Smoother:
    """
    The smoothed probabilities and the label of one face.

    The probabilities are the weighted mean of all observations. The weight of an observation is
    its quality, times the time since the one before, times exp(-age / time constant). This is a
    first-order low-pass filter in continuous time, exact at any frame rate, regular or not. A
    weighted mean has no initial value to recover from, and faces of low quality have no longer
    delay.

    The label has hysteresis (a Schmitt trigger): it changes when another class leads by the
    margin. So the probability of the label is at most the margin below the highest.
    """

    __slots__ = ('_mass', '_sum', 'label', 'probabilities', 'raw', 'stamp')

    def __init__(self) -> None:
        """Start without observations: `stamp` is -inf, and there are no probabilities."""
        self.stamp = -inf
        self.raw = self.probabilities = self._sum = np.zeros(0)
        self.label = -1
        self._mass = 0.0

    def update(self, raw: np.ndarray, stamp: float, *, time_constant: float, margin: float,
               weight: float = 1.0, since: float | None = None) -> None:
        """
        Add an observation of the face.

        :param raw: (n,) probabilities of one frame; the array is kept
        :param stamp: seconds, not before the last one; a second observation with the same stamp
            has no effect
        :param time_constant: seconds; 0 switches the smoothing off
        :param margin: lead that another class needs to become the label, 0..1
        :param weight: quality of the face crop, 0..1
        :param since: stamp since which the face has been visible: an observation does not stand
            for the time before
        """
        first = self.label < 0
        elapsed = 0.0 if first else stamp - self.stamp
        self.raw, self.stamp = raw, stamp
        weight = max(weight, MIN_WEIGHT)
        if time_constant <= 0:
            self._sum, self._mass = raw * weight, weight
            self.probabilities, self.label = raw, int(raw.argmax())
            return
        held = FRAME_S if first else elapsed
        if since is not None and not first:
            held = min(held, stamp - since + FRAME_S)
        share = weight * (1.0 - exp(-held / time_constant))
        if first:
            self._sum, self._mass = raw * share, share
        else:
            decay = exp(-elapsed / time_constant)
            self._sum *= decay
            self._sum += raw * share
            self._mass = self._mass * decay + share
        self.probabilities = (self._sum / self._mass).astype(raw.dtype, copy=False)
        leader = int(self.probabilities.argmax())
        if first or self.probabilities[leader] - self.probabilities[self.label] >= margin:
            self.label = leader
