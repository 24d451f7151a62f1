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

"""The emotions of a frame as a plain dictionary, for JSON lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
import math
from typing import Any

from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import LABELS


def frame_record(stamp: float, frame_id: str, image_size: tuple[int, int],
                 emotions: Sequence[FaceEmotion], *, detector: str, model: str,
                 processing_time: float,
                 labels: Sequence[str] = LABELS) -> dict[str, Any]:
    """
    Return one frame with the fields of EmotionArray; the stamp is a number.

    :param stamp: seconds
    :param image_size: (width, height) in pixels
    :param processing_time: seconds
    :param labels: labels in the order of the probabilities of each face
    :return: only types of JSON; NaN, which JSON does not have, becomes None
    """
    width, height = image_size
    return {
        'stamp': stamp, 'frame_id': frame_id, 'detector': detector, 'model': model,
        'labels': list(labels), 'image_width': width, 'image_height': height,
        'processing_time': round(processing_time, 6),
        'emotions': [_face_record(emotion, width, height) for emotion in emotions]}


def _face_record(emotion: FaceEmotion, image_width: int, image_height: int) -> dict[str, Any]:
    x, y, width, height = emotion.face.box.clipped(image_width, image_height)
    return {
        'face_id': emotion.face_id,
        'roi': {'x_offset': x, 'y_offset': y, 'width': width, 'height': height},
        'detection_score': round(float(emotion.face.score), 4),
        'label': emotion.label,
        'confidence': round(emotion.confidence, 6),
        'probabilities': [round(float(value), 6) for value in emotion.probabilities],
        'raw_probabilities': [round(float(value), 6) for value in emotion.raw_probabilities],
        'valence': _number(emotion.valence),
        'arousal': _number(emotion.arousal),
        'quality': _number(emotion.quality)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)
