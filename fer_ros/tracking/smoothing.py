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

"""What a face shows on the whole: smoothing in time, and a label that does not flicker."""

from __future__ import annotations

from math import exp, inf

import numpy as np

# The first look at a face counts as if it had been held for the time of a camera's frame.
FRAME_S = 1 / 30
# However bad a look is, it counts a little: it may be all there is.
LEAST_WEIGHT = 0.01


class Smoother:
    """
    The smoothed probabilities and the label of one face.

    The weighted mean of all looks at the face, in which a look counts by its weight, by the time
    that it stands for and by exp(-age / time constant): an exponential filter of first order in
    continuous time. It is exact at any rate, regular or not: in between, a look is taken to hold
    since the one before. As a weighted mean it has no start to recover from, and a face that is
    always badly seen follows as fast as any.

    The label is held by hysteresis (a Schmitt trigger): it changes when another class leads it by
    the margin, so the label's probability is never further than that below the highest.
    """

    __slots__ = ('_mass', '_sum', 'label', 'probabilities', 'raw', 'stamp')

    def __init__(self) -> None:
        """Start with nothing seen: `stamp` is -inf, and there are no probabilities."""
        self.stamp = -inf
        self.raw = self.probabilities = self._sum = np.zeros(0)
        self.label = -1
        self._mass = 0.0

    def update(self, raw: np.ndarray, stamp: float, *, time_constant: float, margin: float,
               weight: float = 1.0, since: float | None = None) -> None:
        """
        Take in a look at the face.

        :param raw: (n,) probabilities; the array is kept
        :param stamp: seconds, not before the last one; the same one again counts for nothing
        :param time_constant: seconds; 0 gives what the look says
        :param margin: by which another class must lead to become the label, 0..1
        :param weight: how far the look can be trusted, 0..1
        :param since: stamp since which the face is in sight without a break: a look does not
            stand for the time that the face was hidden
        """
        first = self.label < 0
        elapsed = 0.0 if first else stamp - self.stamp
        self.raw, self.stamp = raw, stamp
        weight = max(weight, LEAST_WEIGHT)
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
