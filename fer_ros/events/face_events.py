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

"""The events of one stream, derived from the smoothed results of its frames."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from fer_ros.events.event import APPEARED, CHANGED, FaceEvent, HELD, LEFT
from fer_ros.tracking.tracker import MAX_REORDERING_S
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import UNKNOWN


class _Face:
    """
    A face in view, as its events describe it.

    `since` is the stamp of its last change of label; `unknown_since` that of the first of the
    results that say UNKNOWN, None if the last one does not; `held_from` where the time of a label
    that is held begins, None once that is reported.
    """

    __slots__ = ('box', 'confidence', 'face_id', 'first_seen', 'held_from', 'label', 'last_seen',
                 'since', 'unknown_since')

    def __init__(self, emotion: FaceEmotion, stamp: float) -> None:
        self.face_id, self.box = emotion.face_id, emotion.face.box
        self.first_seen = self.last_seen = stamp
        self.unknown_since: float | None = None
        self.set_label(emotion.label, emotion.confidence, stamp)

    def set_label(self, label: str, confidence: float, since: float) -> None:
        self.label, self.confidence, self.since = label, confidence, since
        self.held_from: float | None = None if label == UNKNOWN else since

    def event(self, kind: str, stamp: float, previous_label: str = '',
              duration: float = 0.0) -> FaceEvent:
        return FaceEvent(kind, stamp, self.face_id, self.box, self.label, self.confidence,
                         previous_label, duration)


class FaceEvents:
    """
    Derives events from the results of frame after frame.

    For each face, `appeared` and `left` alternate. A face has left when it has not been among the
    results for more than `timeout` seconds. A gap without frames is no evidence, so a face that is
    there again after one has not left. UNKNOWN for less than the timeout is no change: a label
    that comes and goes with the quality of the face crop causes no events. If the stamps jump
    back, all faces have left.
    """

    def __init__(self, *, hold: float, timeout: float) -> None:
        """
        Start without faces.

        :param hold: seconds after which a label is reported as held; 0 for never
        :param timeout: seconds after which a face has left, `track_timeout` of the settings
        """
        self._hold, self._timeout = hold, timeout
        self._stamp = -inf
        self._faces: dict[str, _Face] = {}

    @property
    def present(self) -> list[tuple[str, str]]:
        """Return (face_id, label) of each face in view, as the events so far describe them."""
        return [(face.face_id, face.label) for face in self._faces.values()]

    def set_times(self, *, hold: float, timeout: float) -> None:
        """Use other times, as for `__init__`, from the next frame on."""
        self._hold, self._timeout = hold, timeout

    def update(self, stamp: float, emotions: Sequence[FaceEmotion]) -> list[FaceEvent]:
        """
        Return what happened since the last frame; faces that left come first.

        :param stamp: of the frame, seconds
        :param emotions: of the frame, filtered as they are published
        """
        events = []
        if stamp <= self._stamp - MAX_REORDERING_S:  # as in the tracker
            self._stamp = stamp
            events = self.end()
        stamp = self._stamp = max(stamp, self._stamp)
        happened = [event for emotion in emotions
                    if (event := self._see(emotion, stamp)) is not None]
        for face in [face for face in self._faces.values()
                     if stamp - face.last_seen > self._timeout]:
            events.append(self._leave(face))
        return events + happened

    def end(self) -> list[FaceEvent]:
        """Return that all faces have left, as at the end of a stream."""
        return [self._leave(face) for face in list(self._faces.values())]

    def _leave(self, face: _Face) -> FaceEvent:
        del self._faces[face.face_id]
        return face.event(LEFT, self._stamp, duration=face.last_seen - face.first_seen)

    def _see(self, emotion: FaceEmotion, stamp: float) -> FaceEvent | None:
        face = self._faces.get(emotion.face_id)
        if face is None:
            face = self._faces[emotion.face_id] = _Face(emotion, stamp)
            return face.event(APPEARED, stamp)
        if stamp - face.last_seen > self._timeout and face.held_from is not None:
            face.held_from = stamp  # nobody saw the label during the gap
        face.last_seen, face.box = stamp, emotion.face.box
        if emotion.label == face.label:
            return self._keep(face, emotion.confidence, stamp)
        return self._change(face, emotion, stamp)

    def _keep(self, face: _Face, confidence: float, stamp: float) -> FaceEvent | None:
        face.confidence, face.unknown_since = confidence, None
        if face.held_from is None or not 0 < self._hold <= stamp - face.held_from:
            return None
        duration, face.held_from = stamp - face.held_from, None
        return face.event(HELD, stamp, duration=duration)

    def _change(self, face: _Face, emotion: FaceEmotion, stamp: float) -> FaceEvent | None:
        if emotion.label == UNKNOWN:
            if face.unknown_since is None:
                face.unknown_since = stamp
            if stamp - face.unknown_since < self._timeout:
                return None
        end = stamp if face.unknown_since is None else face.unknown_since
        previous, duration = face.label, end - face.since
        face.set_label(emotion.label, emotion.confidence,
                       end if emotion.label == UNKNOWN else stamp)
        face.unknown_since = None
        return face.event(CHANGED, stamp, previous, duration)
