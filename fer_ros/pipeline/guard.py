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

"""Calls to detectors and models, which may be anybody's code: their answers are validated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
import threading
from time import monotonic
from typing import Any, NamedTuple

from fer_ros.classifiers import Classifier
from fer_ros.classifiers.preparation import SUM_TOLERANCE
from fer_ros.detectors import Detector
from fer_ros.system import truncate
from fer_ros.values.errors import PartError
from fer_ros.values.faces import Face
from fer_ros.values.labels import LABELS
import numpy as np


class Call(NamedTuple):
    """A call that has not returned yet: the part (`detector` or `model`), its name, its age."""

    part: str
    name: str
    seconds: float


class Guard:
    """
    Makes the calls of one pipeline, and tells any thread which one has not returned yet.

    A call that hangs cannot be ended. Whoever gives up on it closes the guard: if the call returns
    after all, its answer is not used, and the guard makes no more calls.
    """

    def __init__(self) -> None:
        """Start without a call."""
        self._call: tuple[str, str, float] | None = None
        self._lock = threading.Lock()
        self.closed = False

    def current_call(self) -> Call | None:
        """Return the call that has not returned yet, if there is one."""
        call = self._call  # another thread may end it
        return None if call is None else Call(call[0], call[1], monotonic() - call[2])

    def close(self) -> bool:
        """Make no more calls and use no answer; return whether a call had not returned yet."""
        with self._lock:
            self.closed = True
            return self._call is not None

    def detector(self, detector: Detector) -> GuardedDetector:
        """Return a detector whose calls this guard makes."""
        return GuardedDetector(detector, self)

    def classify(self, classifier: Classifier, crops: Sequence[np.ndarray]) -> np.ndarray:
        """
        Return a copy of what `classifier.classify` returns, (n, 7) float32.

        :raises PartError: if it raises anything or returns anything else
        """
        who = f"the model '{classifier.name}'"
        answer = self.call('model', who, classifier.classify, crops)
        return validate_probabilities(answer, len(crops), who)

    def call(self, part: str, who: str, call: Callable, *arguments) -> Any:
        """
        Return the answer of a part.

        :raises PartError: if it raises anything, or the guard is closed
        """
        with self._lock:
            if self.closed:
                raise PartError(part, f'{who} is not used any more')
            self._call = part, who, monotonic()
        try:
            answer = call(*arguments)
        # The code of another package may raise anything.
        except PartError:
            raise
        except Exception as error:
            raise PartError(part, f'{who} failed: {type(error).__name__}: {error}') from error
        finally:
            with self._lock:
                self._call, closed = None, self.closed
        if closed:
            raise PartError(part, f'{who} answered too late')
        return answer


class GuardedDetector(Detector):
    """A detector whose answers are validated."""

    def __init__(self, detector: Detector, guard: Guard) -> None:
        """Take the detector and the guard that makes the calls."""
        self._detector, self._guard = detector, guard
        self.name = detector.name

    def detect(self, image: np.ndarray, threshold: float) -> list[Face]:
        """
        Return the faces, as `Detector.detect` says.

        :raises PartError: if the detector raises anything or returns anything else
        """
        who = f"the detector '{self.name}'"
        answer = self._guard.call('detector', who, self._detector.detect, image, threshold)
        return validate_faces(answer, who)


def validate_probabilities(answer: Any, count: int, who: str) -> np.ndarray:
    """
    Return a copy of a model's answer, (count, 7) float32.

    :param who: name of the model in errors
    :raises PartError: if it is of another shape, not finite, or no probabilities
    """
    wanted = f'but must give ({count}, {len(LABELS)}): a row of probabilities for each face'
    if count == 0:
        return np.zeros((0, len(LABELS)), np.float32)
    try:
        # A copy: a backend may use its array again.
        rows = np.array(answer, np.float32)
    except (TypeError, ValueError) as error:
        raise PartError('model', f'{who} gave {_short(answer)}, {wanted}') from error
    if rows.shape != (count, len(LABELS)):
        raise PartError('model', f'{who} gave an answer of the shape {rows.shape}, {wanted}')
    bad = ~np.isfinite(rows).all(axis=1)
    if bad.any():
        raise PartError('model', f'{who} gave numbers that are not finite: '
                                 f'{rows[bad][0].tolist()}')
    bad = (rows.min(axis=1) < -SUM_TOLERANCE) | (np.abs(rows.sum(axis=1) - 1.0) > SUM_TOLERANCE)
    if bad.any():
        raise PartError('model', f'{who} gave {np.round(rows[bad][0], 4).tolist()}, but must give '
                                 'probabilities, which sum to 1')
    return rows


def validate_faces(answer: Any, who: str) -> list[Face]:
    """
    Return a detector's answer as a list.

    :param who: name of the detector in errors
    :raises PartError: if it holds anything but faces, or numbers that are not finite
    """
    try:
        faces = list(answer)
    except TypeError as error:
        raise PartError('detector', f'{who} gave {_short(answer)}, but must give a list of '
                                    'fer_ros.values.faces.Face') from error
    for face in faces:
        if not isinstance(face, Face):
            raise PartError('detector', f'{who} gave {_short(face)} among its faces, but must '
                                        'give fer_ros.values.faces.Face')
        if not _is_sound(face):
            raise PartError('detector', f'{who} gave an invalid face: {_short(face)}; box '
                                        'and score must be finite numbers, landmarks None or '
                                        '(5, 2) of them')
    return faces


def _is_sound(face: Face) -> bool:
    box = face.box
    try:
        numbers = [box.x, box.y, box.width, box.height, face.score]
        if face.landmarks is not None:
            points = np.asarray(face.landmarks, np.float64)
            if points.shape != (5, 2):
                return False
            numbers += points.ravel().tolist()
        # Plain numbers: faster than arrays of so few
        return all(map(isfinite, numbers))
    except (AttributeError, TypeError, ValueError, OverflowError):
        return False


def _short(value: Any) -> str:
    return truncate(repr(value), 100)
