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

"""What happened to each face of a recording, gathered frame by frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from fer_ros.outputs.place import Place
from fer_ros.values.faces import FaceEmotion

# Seconds. An interval lasts to the next frame of its camera, but at most this long; a face that
# is not detected for at most this long goes on with its interval.
LONGEST_HOLD_S = 0.5


@dataclass
class Interval:
    """A time in which a face has one label, in seconds of its recording."""

    start_s: float
    end_s: float
    label: str
    frames: int = 0
    confidences: float = 0.0

    @property
    def confidence(self) -> float:
        """Return the mean confidence, 0..1."""
        return self.confidences / self.frames


@dataclass
class FaceHistory:
    """All intervals of a face, and in how many frames it was found with which label."""

    face_id: str
    intervals: list[Interval] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    qualities: float = 0.0
    rated: int = 0

    @property
    def frames(self) -> int:
        """Return the number of frames with the face."""
        return sum(self.labels.values())

    @property
    def changes(self) -> int:
        """Return how often the label changed."""
        return sum(one.label != other.label
                   for one, other in zip(self.intervals, self.intervals[1:], strict=False))

    @property
    def quality(self) -> float | None:
        """Return the mean quality, 0..1; None if it is not known."""
        return self.qualities / self.rated if self.rated else None

    def share(self, label: str) -> float:
        """Return the share of the face's frames that have this label, 0..1."""
        return self.labels[label] / self.frames


@dataclass
class CameraLog:
    """The frames and faces of one topic of a bag, or of a video."""

    bag: str
    topic: str
    frames: int = 0
    with_face: int = 0
    start_s: float = 0.0
    end_s: float = 0.0
    step_s: float = 0.0
    faces: dict[str, FaceHistory] = field(default_factory=dict)
    current: list[Interval] = field(default_factory=list)

    @property
    def labels(self) -> Counter[str]:
        """Return the number of faces with each label, over all frames."""
        return sum((face.labels for face in self.faces.values()), Counter())

    def add(self, time_s: float, emotions: Sequence[FaceEmotion]) -> None:
        """Add a frame; the times must not decrease."""
        if not self.frames:
            self.start_s = self.end_s = time_s
        self.step_s = time_s - self.end_s
        self._hold()
        self.end_s = time_s
        self.frames += 1
        self.with_face += bool(emotions)
        self.current = [self._interval(time_s, emotion) for emotion in emotions]

    def _interval(self, time_s: float, emotion: FaceEmotion) -> Interval:
        face = self.faces.setdefault(emotion.face_id, FaceHistory(emotion.face_id))
        last = face.intervals[-1] if face.intervals else None
        if last is None or last.label != emotion.label or time_s - last.end_s > LONGEST_HOLD_S:
            last = Interval(time_s, time_s, emotion.label)
            face.intervals.append(last)
        last.end_s = time_s
        last.frames += 1
        last.confidences += emotion.confidence
        face.labels[emotion.label] += 1
        if emotion.quality == emotion.quality:
            face.qualities += emotion.quality
            face.rated += 1
        return last

    def _hold(self) -> None:
        for interval in self.current:
            interval.end_s = self.end_s + min(self.step_s, LONGEST_HOLD_S)

    def finish(self) -> None:
        """End the last intervals; the last frame lasts as long as the one before."""
        self._hold()
        self.current = []


class FaceLog:
    """The cameras of one or more recordings, in the order in which they are first seen."""

    def __init__(self) -> None:
        """Start without frames."""
        self._cameras: dict[tuple[str, str], CameraLog] = {}

    @property
    def cameras(self) -> list[CameraLog]:
        """Return a log for each camera."""
        return list(self._cameras.values())

    def add(self, place: Place, emotions: Sequence[FaceEmotion]) -> None:
        """Add a frame of a recording; `place.time_s` must be known."""
        key = place.bag, place.topic
        if key not in self._cameras:
            self._cameras[key] = CameraLog(*key)
        assert place.time_s is not None
        self._cameras[key].add(place.time_s, emotions)

    def finish(self) -> None:
        """End all intervals; no frame comes after this."""
        for camera in self._cameras.values():
            camera.finish()
