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

"""Emotions as an EmotionArray, of any library that has classes for messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import LABELS


def build_emotion_array(interface: Callable[[str], Any], floats: Callable[[Any], Any], header: Any,
                        emotions: Sequence[FaceEmotion], image_size: tuple[int, int], *,
                        detector: str, model: str, processing_time: float,
                        labels: Sequence[str] = LABELS) -> Any:
    """
    Return the EmotionArray of one image.

    :param interface: returns the class of a message by its name
    :param floats: returns an array of float32 as the library wants it
    :param header: of the image; its stamp and frame_id are kept
    :param image_size: (width, height) in pixels
    :param processing_time: seconds
    :param labels: one for each probability of a face, in this order
    """
    width, height = image_size
    return interface('fer_ros/msg/EmotionArray')(
        header=header, detector=detector, model=model, labels=list(labels),
        image_width=width, image_height=height, processing_time=float(processing_time),
        emotions=[_emotion(interface, floats, emotion, width, height) for emotion in emotions])


def _emotion(interface: Callable[[str], Any], floats: Callable[[Any], Any], emotion: FaceEmotion,
             image_width: int, image_height: int) -> Any:
    x, y, width, height = emotion.face.box.clipped(image_width, image_height)
    return interface('fer_ros/msg/Emotion')(
        face_id=emotion.face_id,
        roi=interface('sensor_msgs/msg/RegionOfInterest')(
            x_offset=x, y_offset=y, width=width, height=height, do_rectify=False),
        detection_score=float(emotion.face.score),
        label=emotion.label,
        confidence=emotion.confidence,
        probabilities=floats(emotion.probabilities),
        raw_probabilities=floats(emotion.raw_probabilities),
        valence=float(emotion.valence),
        arousal=float(emotion.arousal),
        quality=float(emotion.quality))
