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

"""Animated WebP, read with OpenCV, because FFmpeg does not read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
from fer_ros.sources.source import Frame
from fer_ros.sources.video_file import VideoFile
from fer_ros.system import printable
from fer_ros.values.errors import SourceError
import numpy as np

# Number of frames per call of OpenCV, which decodes from the first frame again in each call
_CHUNK = 64


class AnimationSource(VideoFile):
    """An animation; the stamps are seconds from its start."""

    def __init__(self, path: Path) -> None:
        """
        Take the animation.

        :raises SourceError: if this OpenCV cannot read animations
        """
        super().__init__(path)
        if not hasattr(cv2, 'imdecodeanimation'):
            raise SourceError(f"'{printable(path)}' is an animation, which needs OpenCV 4.12 or "
                              f'newer, but this is {cv2.__version__}; convert it to a video')

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames.

        :raises SourceError: if there is not a single one
        """
        data = np.fromfile(self._path, np.uint8).reshape(1, -1)
        number, milliseconds = 0, 0
        while True:
            try:
                good, animation = cv2.imdecodeanimation(data, number, _CHUNK)
            except cv2.error:
                good = False
            if not good or not animation.frames:
                break
            for image, duration in zip(animation.frames, animation.durations, strict=False):
                yield Frame(np.ascontiguousarray(image[..., :3]), milliseconds / 1000)
                # Browsers show a frame without a duration for a tenth of a second.
                milliseconds += int(duration) or 100
            number += len(animation.frames)
            if len(animation.frames) < _CHUNK:
                break
        if number == 0:
            raise self._no_frame()
