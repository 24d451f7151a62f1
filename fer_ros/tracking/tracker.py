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

"""Tracking: a face keeps its identifier from frame to frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import count
from math import exp, inf

from fer_ros.tracking.assignment import assign
from fer_ros.tracking.kalman_filter import KalmanFilter, POSITION_NOISE
from fer_ros.tracking.smoothing import Smoother
from fer_ros.values.faces import Box, Face

# The 99 % quantile of the chi-squared distribution of two degrees of freedom
MOTION_GATE = 9.21
# As in SORT (Bewley et al. 2016, arXiv:1602.00763) and, for weak faces, in ByteTrack (Zhang et
# al. 2022, arXiv:2110.06864)
MIN_IOU, MIN_IOU_WEAK = 0.3, 0.5
# A face is never detected at more than this times its usual size, or less than the inverse (the
# boxes of haar jump by 2.8).
SIZE_RATIO = 3.0
# Time constant of the usual size
SIZE_MEMORY_S = 1.0
# Stamps that go back by less are frames out of order; by more, the stream has started again.
MAX_REORDERING_S = 0.25
# A gap without frames (a machine under load, lost messages) is no evidence that a face has left.
# A face at the same place keeps its identifier for this many timeouts.
GAP_TIMEOUTS = 3


class Track:
    """
    A face over time.

    `box` is where the face was detected, moved to the time of the current frame. `visible` says
    whether the last detection found it, `visible_since` is the stamp since which every detection
    has, `last_seen` that of the last one that did. `size` is its usual size in pixels, the mean of
    the sides. `smoother` holds its probabilities, `quality` that of its last face crop, 0..1.
    """

    __slots__ = ('_face', '_filter', 'box', 'face_id', 'last_seen', 'quality', 'size', 'smoother',
                 'visible', 'visible_since')

    def __init__(self, face_id: str, face: Face, stamp: float) -> None:
        """Start with a face detected at `stamp`, seconds."""
        self.face_id, self._face, self.box, self.size = face_id, face, face.box, _size(face.box)
        self._filter = KalmanFilter(*_centre(face.box), self.size)
        self.visible, self.visible_since, self.last_seen = True, stamp, stamp
        self.smoother, self.quality = Smoother(), 1.0

    @property
    def face(self) -> Face:
        """Return the face at `box`."""
        if self._face.box is not self.box:
            # Only on demand: the next detection replaces most of the moved faces.
            self._face = self._face.moved(self.box.x - self._face.box.x,
                                          self.box.y - self._face.box.y)
            self.box = self._face.box
        return self._face

    def predict(self, seconds: float) -> None:
        """Move the face to where it is expected after `seconds`."""
        self._filter.predict(seconds, self.size)
        box = self.box
        self.box = Box(self._filter.x - box.width / 2, self._filter.y - box.height / 2,
                       box.width, box.height)

    def reset_motion(self) -> None:
        """Forget the speed: after a gap without frames only the last position is known."""
        self._filter = KalmanFilter(*_centre(self.box), self.size)

    def update(self, face: Face, stamp: float) -> None:
        """Use a detection of the face."""
        if not self.visible:
            self.visible, self.visible_since = True, stamp
        size = _size(face.box)
        self._filter.update(*_centre(face.box), self._noise(size))
        share = 1.0 - exp((self.last_seen - stamp) / SIZE_MEMORY_S)
        self.size += share * (size - self.size)
        self.last_seen, self._face, self.box = stamp, face, face.box

    def mark_lost(self) -> None:
        """Note that the face was not detected."""
        if self.visible:
            self.visible = False
            self._filter.add_speed_noise(self.size)

    def span(self, widest: float, smallest: float) -> tuple[float, float]:
        """
        Return the range of x in which the centre of a matching face can be, in pixels.

        Outside it `cost` is None.

        :param widest: width of the widest face, pixels
        :param smallest: size of the smallest face, pixels
        """
        reach = self._filter.gate_radius(MOTION_GATE, self._noise(smallest))
        beside = (self.box.width + widest) / 2
        middle, _ = _centre(self.box)
        return (min(middle - beside, self._filter.x - reach),
                max(middle + beside, self._filter.x + reach))

    def cost(self, face: Face, min_iou: float, *, by_motion: bool) -> float | None:
        """Return 0 (the same place) to 2 (as far as allowed), or None if the face cannot match."""
        box = face.box
        size = _size(box)
        if not self.size <= SIZE_RATIO * size <= SIZE_RATIO * SIZE_RATIO * self.size:
            return None
        iou = self.box.iou(box)
        distance = self._filter.squared_distance(*_centre(box), self._noise(size))
        if iou < min_iou and not (by_motion and distance <= MOTION_GATE):
            return None
        return 1.0 - iou + min(distance / MOTION_GATE, 1.0)

    def _noise(self, size: float) -> float:
        """Return the standard deviation of the centre of a box of this size, in pixels."""
        # A partly covered face is detected smaller; its centre is off by half of what is missing.
        return POSITION_NOISE * self.size + max(self.size - size, 0.0) / 2


class Tracker:
    """
    Matches the detections of each frame with the tracks, as SORT and ByteTrack do.

    First, visible tracks are matched with faces by overlap and motion, at the lowest total cost.
    Second, faces with a low score keep alive the visible tracks that are left. Third, lost tracks
    are matched with the faces that are left. The other faces start new tracks. A lost track keeps
    its identifier for a time, and so does a face at the same place after a gap without frames. If
    the stamps jump back, as in a bag that starts again, or the size of the images changes, all
    tracks are dropped. No identifier is used twice.
    """

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        """Start without tracks; `numbers` are those of the identifiers, by default 1, 2, 3..."""
        self._numbers = numbers or count(1)
        self._stamp, self._after_gap = -inf, False
        self._image_size: tuple[int, int] | None = None
        self._classifier: object = None
        self.tracks: list[Track] = []

    @property
    def visible_tracks(self) -> list[Track]:
        """Return the tracks that the last detection found."""
        return [track for track in self.tracks if track.visible]

    def predict(self, stamp: float, image_size: tuple[int, int], timeout: float) -> float:
        """
        Move all tracks to the time of a frame; drop those lost for more than `timeout` seconds.

        :param stamp: of the frame, seconds
        :param image_size: (width, height) in pixels
        :return: the stamp to use: for a frame out of order, that of the newest frame so far
        """
        last = self._stamp
        if last - MAX_REORDERING_S < stamp < last:
            stamp = last
        elapsed = stamp - last
        if elapsed < 0 or image_size != self._image_size:
            self.tracks = []
        self._stamp, self._image_size = stamp, image_size
        self._after_gap = elapsed > timeout
        self.tracks = [track for track in self.tracks
                       if stamp - track.last_seen <= timeout
                       or (track.visible and elapsed <= GAP_TIMEOUTS * timeout)]
        for track in self.tracks:
            if self._after_gap:
                track.reset_motion()
            elif elapsed > 0:
                track.predict(elapsed)
        return stamp

    def forget_other_classifiers(self, classifier: object) -> None:
        """Forget the probabilities that another classifier gave; the tracks stay."""
        if classifier is not self._classifier:
            for track in self.tracks:
                track.smoother = Smoother()
            self._classifier = classifier

    def update(self, faces: Sequence[Face], weak: Sequence[Face] = ()) -> None:
        """
        Match the faces that were detected in the frame of the last `predict`.

        :param faces: each one continues a track or starts a new one
        :param weak: faces with lower scores, which only continue tracks
        """
        lost = [track for track in self.tracks if not track.visible]
        missed, left = (self._match(self.visible_tracks, faces, MIN_IOU_WEAK, by_motion=False)
                        if self._after_gap else
                        self._match(self.visible_tracks, faces, MIN_IOU, by_motion=True))
        missed, _ = self._match(missed, weak, MIN_IOU_WEAK, by_motion=False)
        for track in missed:
            track.mark_lost()
        _, left = self._match(lost, left, MIN_IOU, by_motion=True)
        self.tracks += [Track(f'f{next(self._numbers)}', face, self._stamp) for face in left]

    def _match(self, tracks: Sequence[Track], faces: Sequence[Face], min_iou: float, *,
               by_motion: bool) -> tuple[list[Track], list[Face]]:
        """Match tracks and faces; return those that are left over."""
        if not tracks or not faces:
            return list(tracks), list(faces)
        # Sorted by x, because most pairs of many faces are far apart.
        places = sorted((_centre(face.box)[0], column) for column, face in enumerate(faces))
        middles = [middle for middle, _ in places]
        widest = max(face.box.width for face in faces)
        smallest = min(_size(face.box) for face in faces)
        costs = {}
        for row, track in enumerate(tracks):
            first, last = track.span(widest, smallest)
            for _, column in places[bisect_left(middles, first):bisect_right(middles, last)]:
                cost = track.cost(faces[column], min_iou, by_motion=by_motion)
                if cost is not None:
                    costs[row, column] = cost
        pairs = assign(costs)
        for row, column in pairs:
            tracks[row].update(faces[column], self._stamp)
        rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
        return ([track for row, track in enumerate(tracks) if row not in rows],
                [face for column, face in enumerate(faces) if column not in columns])


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _size(box: Box) -> float:
    return (box.width + box.height) / 2
