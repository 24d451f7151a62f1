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

"""Faces as messages of vision_msgs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros.node.depth_input import Position
from fer_ros.node.outputs.optional_interfaces import optional_interface
from fer_ros.pipeline.position import face_extent, PinholeCamera
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import UNKNOWN


class DetectionMessages:
    """Makes the messages; their classes are there only where vision_msgs is installed."""

    def __init__(self, dimensions: int) -> None:
        """
        Find the classes for 2 or 3 dimensions.

        :raises MissingDependencyError: if vision_msgs is not installed
        """
        self.array, self.detection, self.result = (
            optional_interface(f'vision_msgs/msg/{name}', 'the topic of the detections')
            for name in (f'Detection{dimensions}DArray', f'Detection{dimensions}D',
                         'ObjectHypothesisWithPose'))

    def in_image(self, header, emotions: Sequence[FaceEmotion],
                 image_size: tuple[int, int]) -> Any:
        """
        Return a Detection2DArray; the boxes are clipped to the image.

        :param image_size: (width, height) in pixels
        """
        found = []
        for emotion in emotions:
            detection = self._detection(header, emotion)
            x, y, width, height = emotion.face.box.clipped(*image_size)
            centre = detection.bbox.center.position
            centre.x, centre.y = x + width / 2, y + height / 2
            detection.bbox.size_x, detection.bbox.size_y = float(width), float(height)
            found.append(detection)
        return self.array(header=header, detections=found)

    def in_space(self, header, emotions: Sequence[FaceEmotion],
                 positions: Sequence[Position | None], image_size: tuple[int, int],
                 camera: PinholeCamera) -> Any:
        """
        Return a Detection3DArray of the faces whose position is known.

        Faces count as deep as they are wide.

        :param positions: of each face, metres, in the optical frame of the camera
        :param image_size: (width, height) in pixels
        """
        found = []
        for emotion, position in zip(emotions, positions, strict=True):
            if position is not None:
                detection = self._detection(header, emotion)
                pose, size = detection.bbox.center, detection.bbox.size
                pose.position.x, pose.position.y, pose.position.z = position
                pose.orientation.w = 1.0
                size.x, size.y = face_extent(emotion.face.box, image_size, position[2], camera)
                size.z = size.x
                found.append(detection)
        return self.array(header=header, detections=found)

    def _detection(self, header, emotion: FaceEmotion) -> Any:
        """Return a detection without a box: one result for each label, the best first."""
        pairs = sorted(zip(map(float, emotion.probabilities), emotion.labels, strict=True),
                       key=lambda pair: -pair[0])
        if emotion.label == UNKNOWN:
            # Many consumers read the first result alone; it must not name what is not certain.
            pairs = [(0.0, UNKNOWN)]
        results = []
        for score, label in pairs:
            result = self.result()
            result.hypothesis.class_id, result.hypothesis.score = label, score
            results.append(result)
        return self.detection(header=header, results=results, id=emotion.face_id)
