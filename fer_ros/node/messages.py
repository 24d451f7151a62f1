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

"""Emotions as ROS messages, and back."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fer_ros import ros
from fer_ros.codec import encode_image
from fer_ros.outputs.emotion_message import build_emotion_array
from fer_ros.outputs.records import frame_record
from fer_ros.values.faces import Box, Face, FaceEmotion
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np

Image = ros.interface('sensor_msgs/msg/Image')
RegionOfInterest = ros.interface('sensor_msgs/msg/RegionOfInterest')
EmotionArray = ros.interface('fer_ros/msg/EmotionArray')


def emotion_array(header, emotions: Sequence[FaceEmotion], image_size: tuple[int, int], *,
                  detector: str, model: str, processing_time: float,
                  labels: Sequence[str] = LABELS) -> Any:
    """
    Return the EmotionArray of one image.

    :param header: of the image; its stamp and frame_id are kept
    :param image_size: (width, height) in pixels
    :param processing_time: seconds
    :param labels: one for each probability of a face, in this order
    """
    return build_emotion_array(
        ros.interface, partial(array, 'f'), header, emotions, image_size, detector=detector,
        model=model, processing_time=processing_time, labels=labels)


def face_emotions(message) -> list[FaceEmotion]:
    """Return the faces and emotions that an EmotionArray carries."""
    return [FaceEmotion(
        entry.face_id,
        Face(Box(entry.roi.x_offset, entry.roi.y_offset, entry.roi.width, entry.roi.height),
             entry.detection_score),
        np.array(entry.probabilities, np.float32),
        np.array(entry.raw_probabilities, np.float32),
        tuple(message.labels), entry.valence, entry.arousal,
        entry.label if entry.label in (*message.labels, UNKNOWN) else '', entry.quality)
        for entry in message.emotions]


def image_message(header, image: np.ndarray, encoding: str = 'bgr8') -> Any:
    """
    Return a BGR image (height, width, 3) as sensor_msgs/Image in `encoding`.

    Publish it before you change the image: the message may share its memory.
    """
    return filled(Image(header=header),
                  encode_image(image, encoding, copy=ros.COPIES_PIXELS))


def filled(message, fields: Mapping[str, Any]):
    """Set the fields of a message and return it."""
    # Set one by one: the constructor of an rclpy message would copy large arrays twice.
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def stamp_seconds(header) -> float:
    """Return the header's stamp in seconds."""
    return header.stamp.sec + header.stamp.nanosec * 1e-9


def message_record(message) -> dict[str, Any]:
    """Return an EmotionArray as a dictionary for JSON."""
    return frame_record(
        stamp_seconds(message.header), message.header.frame_id,
        (message.image_width, message.image_height), face_emotions(message),
        detector=message.detector, model=message.model,
        processing_time=message.processing_time, labels=message.labels)
