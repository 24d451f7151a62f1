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

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

from fer_ros.codec import LazyImage
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

    def recognise(self, image: np.ndarray | LazyImage, stamp: float) -> Recognition:
        """
        Return the emotions of the next frame, filtered as the settings say.

        :param image: (height, width, 3) uint8, BGR, or a LazyImage
        :param stamp: seconds
        :raises PartError: if the detector or the model fails
        """
        start = perf_counter()
        found = (self.pipeline.process_photo(image) if self._stills
                 else self.pipeline.process(image, stamp))
        return Recognition(filter_results(found, self.pipeline.settings), perf_counter() - start)

    def pictures(self, whole: Callable[[], np.ndarray],
                 emotions: list[FaceEmotion]) -> FramePictures:
        """
        Return the pictures of the frame that was recognised last.

        :param whole: returns its image, (height, width, 3) uint8 BGR
        """
        return FramePictures(self.pipeline, whole, emotions)


class FramePictures:
    """The image of a frame without and with its emotions drawn, made when it is first read."""

    def __init__(self, pipeline: Pipeline, whole: Callable[[], np.ndarray],
                 emotions: list[FaceEmotion]) -> None:
        """Take what `Recogniser.pictures` takes, and the tracks of this moment."""
        self._anonymizer, self._whole, self._emotions = pipeline.anonymizer, whole, emotions
        self._boxes = pipeline.tracked_boxes if self._anonymizer else []

    @cached_property
    def plain(self) -> np.ndarray:
        """Return the image; its faces are hidden if that is set."""
        image = self._whole()
        if self._anonymizer is None:
            return image
        return self._anonymizer.hide_faces(
            image, [*self._boxes, *(emotion.face.box for emotion in self._emotions)])

    @cached_property
    def annotated(self) -> np.ndarray:
        """Return `plain` with the emotions drawn."""
        return annotate(self.plain, self._emotions)
