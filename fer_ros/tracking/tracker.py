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

"""Which face is which: identifiers that stay the same from frame to frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import count
from math import exp, inf

from fer_ros.tracking.assignment import assign
from fer_ros.tracking.motion import Motion, POSITION_NOISE
from fer_ros.tracking.smoothing import Smoother
from fer_ros.values.faces import Box, Face

# The 99 % quantile of the chi-squared distribution of two degrees of freedom
MOTION_GATE = 9.21
# As in SORT (Bewley et al. 2016, arXiv:1602.00763) and, for weak faces, in ByteTrack (Zhang et
# al. 2022, arXiv:2110.06864)
LEAST_IOU, LEAST_IOU_WEAK = 0.3, 0.5
# A face is not found larger or smaller than usual by more (the boxes of haar jump by 2.8).
SIZE_RATIO = 3.0
# What is usual is a matter of the last seconds.
SIZE_MEMORY_S = 1.0
# Stamps that go back by less are frames out of order; by more, it is another time.
REORDERED_S = 0.25
# Without frames for longer than the timeout (a machine under load, messages that were lost) no
# face was missed. One at the same place keeps its identifier for so many timeouts.
GAP_TIMEOUTS = 3


class Track:
    """
    A face over time.

    `box` is where it was found last, or where it should be by now; `seen` says whether it was
    found when faces were last searched, `since` since which stamp without a break, `seen_at` when
    last. `size` is its usual size in pixels, the mean of the sides. `smoother` holds what it
    shows, `quality` how far the last look at it can be trusted.
    """

    __slots__ = ('_face', '_motion', 'box', 'face_id', 'quality', 'seen', 'seen_at', 'since',
                 'size', 'smoother')

    def __init__(self, face_id: str, face: Face, stamp: float) -> None:
        """Start with a face found at `stamp`."""
        self.face_id, self._face, self.box, self.size = face_id, face, face.box, _size(face.box)
        self._motion = Motion(*_centre(face.box), self.size)
        self.seen, self.since, self.seen_at = True, stamp, stamp
        self.smoother, self.quality = Smoother(), 1.0

    @property
    def face(self) -> Face:
        """Return the face at `box`."""
        if self._face.box is not self.box:
            # Not before: a face that is found again has moved in vain.
            self._face = self._face.moved(self.box.x - self._face.box.x,
                                          self.box.y - self._face.box.y)
            self.box = self._face.box
        return self._face

    def advance(self, seconds: float) -> None:
        """Move the face to where it should be after `seconds`."""
        self._motion.advance(seconds, self.size)
        box = self.box
        self.box = Box(self._motion.x - box.width / 2, self._motion.y - box.height / 2,
                       box.width, box.height)

    def stop(self) -> None:
        """Forget the speed: after a gap without frames only the last place is known."""
        self._motion = Motion(*_centre(self.box), self.size)

    def found(self, face: Face, stamp: float) -> None:
        """Take in that the face was found."""
        if not self.seen:
            self.seen, self.since = True, stamp
        size = _size(face.box)
        self._motion.correct(*_centre(face.box), self._noise(size))
        share = 1.0 - exp((self.seen_at - stamp) / SIZE_MEMORY_S)
        self.size += share * (size - self.size)
        self.seen_at, self._face, self.box = stamp, face, face.box

    def lost(self) -> None:
        """Take in that the face was not found."""
        if self.seen:
            self.seen = False
            self._motion.lose(self.size)

    def span(self, widest: float, smallest: float) -> tuple[float, float]:
        """
        Return between which x a face's centre must be for its `cost` not to be None.

        :param widest: width of the widest face, pixels
        :param smallest: size of the smallest
        """
        reach = self._motion.reach(MOTION_GATE, self._noise(smallest))
        beside = (self.box.width + widest) / 2
        middle, _ = _centre(self.box)
        return (min(middle - beside, self._motion.x - reach),
                max(middle + beside, self._motion.x + reach))

    def cost(self, face: Face, least_iou: float, *, by_motion: bool) -> float | None:
        """Return 0 (the same place) to 2 (as far away as can be), None where it cannot be it."""
        box = face.box
        size = _size(box)
        if not self.size <= SIZE_RATIO * size <= SIZE_RATIO * SIZE_RATIO * self.size:
            return None
        iou = self.box.iou(box)
        distance = self._motion.distance(*_centre(box), self._noise(size))
        if iou < least_iou and not (by_motion and distance <= MOTION_GATE):
            return None
        return 1.0 - iou + min(distance / MOTION_GATE, 1.0)

    def _noise(self, size: float) -> float:
        """Return the standard deviation of the centre of a box of this size, in pixels."""
        # A face that goes behind something is found smaller, and off by half of what is missing.
        return POSITION_NOISE * self.size + max(self.size - size, 0.0) / 2


class Tracker:
    """
    Matches faces over time, as SORT and ByteTrack do.

    Faces in sight are matched first, to the nearest by overlap and motion, in such a way that all
    together fit best; then weak faces keep alive those that were not found; then what is left
    may be one that was lost; the rest is new. A face that was lost keeps its identifier for a
    time, and so does one at the same place after a gap without frames. Where the stamps jump
    back, as in a bag that starts again, or the size of the images changes, everything starts
    afresh; no identifier comes back.
    """

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        """Start with no faces; `numbers` are those of the identifiers to come."""
        self._numbers = numbers or count(1)
        self._stamp, self._after_gap = -inf, False
        self._image_size: tuple[int, int] | None = None
        self._classifier: object = None
        self.tracks: list[Track] = []

    @property
    def visible(self) -> list[Track]:
        """Return the faces that are in sight, as far as is known."""
        return [track for track in self.tracks if track.seen]

    def advance(self, stamp: float, image_size: tuple[int, int], timeout: float) -> float:
        """
        Move all faces on to `stamp` and forget those lost for more than `timeout` seconds.

        :param stamp: of the frame, seconds
        :param image_size: (width, height) in pixels
        :return: the stamp that counts: of a frame out of order, that of the newest before it
        """
        last = self._stamp
        if last - REORDERED_S < stamp < last:
            stamp = last
        elapsed = stamp - last
        if elapsed < 0 or image_size != self._image_size:
            self.tracks = []
        self._stamp, self._image_size = stamp, image_size
        self._after_gap = elapsed > timeout
        self.tracks = [track for track in self.tracks
                       if stamp - track.seen_at <= timeout
                       or (track.seen and elapsed <= GAP_TIMEOUTS * timeout)]
        for track in self.tracks:
            if self._after_gap:
                track.stop()
            elif elapsed > 0:
                track.advance(elapsed)
        return stamp

    def forget_other_classifiers(self, classifier: object) -> None:
        """Forget the probabilities that another classifier gave; the tracks stay."""
        if classifier is not self._classifier:
            for track in self.tracks:
                track.smoother = Smoother()
            self._classifier = classifier

    def match(self, faces: Sequence[Face], weak: Sequence[Face] = ()) -> None:
        """
        Take in the faces that were found in the frame of the last `advance`.

        :param faces: each becomes a known face's or a new one's
        :param weak: faces of lower scores, which only keep known ones alive
        """
        lost = [track for track in self.tracks if not track.seen]
        missed, left = (self._match(self.visible, faces, LEAST_IOU_WEAK, by_motion=False)
                        if self._after_gap else
                        self._match(self.visible, faces, LEAST_IOU, by_motion=True))
        missed, _ = self._match(missed, weak, LEAST_IOU_WEAK, by_motion=False)
        for track in missed:
            track.lost()
        _, left = self._match(lost, left, LEAST_IOU, by_motion=True)
        self.tracks += [Track(f'f{next(self._numbers)}', face, self._stamp) for face in left]

    def _match(self, tracks: Sequence[Track], faces: Sequence[Face], least_iou: float, *,
               by_motion: bool) -> tuple[list[Track], list[Face]]:
        """Give faces to tracks; return the tracks and the faces that are left over."""
        if not tracks or not faces:
            return list(tracks), list(faces)
        # From the left to the right: of many faces most are far apart.
        places = sorted((_centre(face.box)[0], column) for column, face in enumerate(faces))
        middles = [middle for middle, _ in places]
        widest = max(face.box.width for face in faces)
        smallest = min(_size(face.box) for face in faces)
        costs = {}
        for row, track in enumerate(tracks):
            first, last = track.span(widest, smallest)
            for _, column in places[bisect_left(middles, first):bisect_right(middles, last)]:
                cost = track.cost(faces[column], least_iou, by_motion=by_motion)
                if cost is not None:
                    costs[row, column] = cost
        pairs = assign(costs)
        for row, column in pairs:
            tracks[row].found(faces[column], self._stamp)
        rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
        return ([track for row, track in enumerate(tracks) if row not in rows],
                [face for column, face in enumerate(faces) if column not in columns])


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _size(box: Box) -> float:
    return (box.width + box.height) / 2
