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

"""The emotions of one frame of a source after the other, and the frames with them drawn."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from fer_ros.drawing import annotate
from fer_ros.pipeline.filtering import filter_results
from fer_ros.pipeline.pipeline import Pipeline
from fer_ros.values.faces import FaceEmotion
import numpy as np


@dataclass(frozen=True)
class Recognition:
    """Emotions of a frame, largest face first, and the seconds that finding them took."""

    emotions: list[FaceEmotion]
    seconds: float


class Recogniser:
    """Runs the pipeline over photos, each by itself, or over the frames of a video."""

    def __init__(self, pipeline: Pipeline, stills: bool) -> None:
        """
        Take the pipeline.

        :param stills: the images are photos that have nothing to do with each other
        """
        self.pipeline, self._stills = pipeline, stills

    def recognise(self, image: np.ndarray, stamp: float) -> Recognition:
        """
        Return the emotions of the next frame, filtered as the settings say.

        :param image: (height, width, 3) uint8, BGR
        :param stamp: seconds
        :raises PartError: if the detector or the model fails
        """
        start = perf_counter()
        found = (self.pipeline.process_photo(image) if self._stills
                 else self.pipeline.process(image, stamp))
        return Recognition(filter_results(found, self.pipeline.settings), perf_counter() - start)

    def annotated(self, image: np.ndarray, emotions: list[FaceEmotion]) -> np.ndarray:
        """Return the image with the emotions drawn, and its faces hidden if that is set."""
        anonymizer = self.pipeline.anonymizer
        if anonymizer is not None:
            image = anonymizer.hide_faces(
                image, [*self.pipeline.tracked_boxes, *(emotion.face.box for emotion in emotions)])
        return annotate(image, emotions)
