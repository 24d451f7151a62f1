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

"""How far the labels of a recording agree with those of a coder."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
import math
from typing import Any

from fer_ros.recordings.agreement.coded import CodedInterval
from fer_ros.recordings.agreement.table import LabelledFrame
from fer_ros.values.errors import SourceError
from fer_ros.values.labels import LABELS, UNKNOWN


@dataclass(frozen=True)
class Comparison:
    """A time in seconds with the label of the coder and that of the recording."""

    start_s: float
    end_s: float
    coded: str
    label: str  # UNKNOWN without a face


class Recording:
    """The labels of a recording over time, of each face and of the largest one."""

    def __init__(self, frames: Sequence[LabelledFrame]) -> None:
        """Take the frames in any order."""
        by_face: dict[str, list[tuple[float, str]]] = defaultdict(list)
        largest: dict[float, LabelledFrame] = {}
        for frame in sorted(frames, key=lambda frame: frame.time_s):
            by_face[frame.face].append((frame.time_s, frame.label))
            before = largest.get(frame.time_s)
            if before is None or frame.area > before.area:
                largest[frame.time_s] = frame
        # '' is the largest face of each frame.
        by_face[''] = [(time, frame.label) for time, frame in largest.items()]
        self._labels = dict(by_face)
        self.faces = [face for face in self._labels if face]

    def label(self, face: str, start_s: float, end_s: float) -> str:
        """Return the most frequent label of a face in [start_s, end_s); UNKNOWN without one."""
        labels = self._labels[face]
        first, last = (bisect_left(labels, (time, '')) for time in (start_s, end_s))
        counts = Counter(label for _, label in labels[first:last])
        # Of equally frequent ones, the first in the order of the labels
        order = (*LABELS, UNKNOWN)
        return max(counts, key=lambda label: (counts[label], -order.index(label)),
                   default=UNKNOWN)


def by_interval(recording: Recording, coded: Sequence[CodedInterval]) -> list[Comparison]:
    """
    Compare interval by interval.

    :raises SourceError: if a face of the coder is not in the recording
    """
    _check_faces(recording, coded)
    return [Comparison(one.start_s, one.end_s, one.label,
                       recording.label(one.face, one.start_s, one.end_s)) for one in coded]


def by_second(recording: Recording, coded: Sequence[CodedInterval]) -> list[Comparison]:
    """
    Compare second by second; a second has the label that the coder gave most of it.

    Seconds of which the coder has labelled less than half are left out.

    :raises SourceError: if a face of the coder is not in the recording
    """
    _check_faces(recording, coded)
    found = []
    for face in dict.fromkeys(one.face for one in coded):
        times: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for one in coded:
            if one.face == face:
                for second in range(math.floor(one.start_s), math.ceil(one.end_s)):
                    times[second][one.label] += (min(one.end_s, second + 1)
                                                 - max(one.start_s, second))
        for second in sorted(times):
            if sum(times[second].values()) >= 0.5:
                label = max(times[second], key=times[second].__getitem__)
                found.append(Comparison(second, second + 1, label,
                                        recording.label(face, second, second + 1)))
    return found


def _check_faces(recording: Recording, coded: Sequence[CodedInterval]) -> None:
    for one in coded:
        if one.face and one.face not in recording.faces:
            raise SourceError(f"the coder's face '{one.face}' is not in the recording; its faces: "
                              f"{', '.join(recording.faces[:20]) or 'none'}")


def agreement(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """
    Return accuracy, macro F1, Cohen's kappa and the confusion matrix of the times with a label.

    `coded` times have a label of the coder, `compared` ones also one of the recording. Macro F1 is
    the mean over the labels that either has used. Kappa (J. Cohen, "A coefficient of agreement for
    nominal scales", 1960) is None if both always use one and the same label.

    :return: fractions rounded to 4 places, None if nothing is compared; `confusion` holds counts,
        (7, 7), a row for each label of the coder, in the order of LABELS
    """
    from sklearn.metrics import accuracy_score, cohen_kappa_score, confusion_matrix, f1_score

    both = [(one.coded, one.label) for one in comparisons if one.label != UNKNOWN]
    figures: dict[str, Any] = {'coded': len(comparisons), 'compared': len(both)}
    if not both:
        return {**figures, 'accuracy': None, 'macro_f1': None, 'kappa': None,
                'confusion': [[0] * len(LABELS) for _ in LABELS]}
    coded, labels = zip(*both, strict=True)
    used = sorted({*coded, *labels})
    return {**figures, 'accuracy': round(float(accuracy_score(coded, labels)), 4),
            'macro_f1': round(float(f1_score(coded, labels, average='macro', labels=used)), 4),
            'kappa': round(float(cohen_kappa_score(coded, labels, labels=used)), 4)
            if len(used) > 1 else None,
            'confusion': confusion_matrix(coded, labels, labels=LABELS).tolist()}
