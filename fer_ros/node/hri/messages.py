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

"""Faces as messages of hri_msgs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros.node.outputs.optional_interfaces import optional_interface
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.labels import UNKNOWN

# The words of hri_msgs/Expression; consumers warn of others.
WORDS = {'angry': 'angry', 'disgust': 'disgusted', 'fear': 'scared', 'happy': 'happy',
         'sad': 'sad', 'surprise': 'surprised', 'neutral': 'neutral'}
# Places in FacialLandmarks, in the order of Face.landmarks: the pupils, the tip of the nose, the
# corners of the mouth
PLACES = (68, 69, 30, 48, 54)
LANDMARKS = 70


class HriMessages:
    """Makes the messages; their classes are there only where hri_msgs is installed."""

    def __init__(self) -> None:
        """
        Find the classes.

        :raises MissingDependencyError: if hri_msgs is not installed, or is another package
        """
        self.ids, self.region, self.point, self.landmarks, self.expression = (
            optional_interface(f'hri_msgs/msg/{name}', 'the parameter hri') for name in (
                'IdsList', 'NormalizedRegionOfInterest2D', 'NormalizedPointOfInterest2D',
                'FacialLandmarks', 'Expression'))

    def ids_list(self, header, ids: Sequence[str]) -> Any:
        """Return an IdsList."""
        return self.ids(header=header, ids=list(ids))

    def roi(self, header, emotion: FaceEmotion, image_size: tuple[int, int]) -> Any:
        """Return the box of a face, clipped to the image."""
        width, height = image_size
        x, y, box_width, box_height = emotion.face.box.clipped(width, height)
        return self.region(header=header, xmin=x / width, ymin=y / height,
                           xmax=(x + box_width) / width, ymax=(y + box_height) / height,
                           c=float(emotion.face.score))

    def facial_landmarks(self, header, emotion: FaceEmotion, image_size: tuple[int, int]) -> Any:
        """Return the landmarks that are known and inside the image; the others are zero."""
        width, height = image_size
        points = [self.point() for _ in range(LANDMARKS)]
        known = emotion.face.landmarks
        for place, (x, y) in zip(PLACES, () if known is None else known.tolist(), strict=False):
            if 0 <= x <= width and 0 <= y <= height:
                points[place] = self.point(x=x / width, y=y / height, c=float(emotion.face.score))
        return self.landmarks(header=header, landmarks=points, width=width, height=height)

    def face_expression(self, header, emotion: FaceEmotion) -> Any | None:
        """Return the expression of a face; None if its label is UNKNOWN."""
        if emotion.label == UNKNOWN:
            return None
        return self.expression(
            header=header, expression=WORDS[emotion.label], valence=float(emotion.valence),
            arousal=float(emotion.arousal), confidence=emotion.confidence)
