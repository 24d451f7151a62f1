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

"""Annotated photos and an annotated video in the folder with the results of a run."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from fer_ros.outputs.images import writable_name, write_image
from fer_ros.outputs.ledger import Ledger, PHOTOS_FOLDER
from fer_ros.outputs.results import FrameResult
from fer_ros.outputs.video import create_video, SQUARE, VideoFile


class AnnotatedPhotos:
    """`annotated/NAME` for each photo, `annotated/NAME.jpg` if its format cannot be written."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        """Take the folder of all results."""
        self._folder, self._ledger = folder / PHOTOS_FOLDER, ledger
        self._written: set[Path] = set()

    def path(self, name: str) -> Path:
        """Return the file for the photo `name`, which may contain folders."""
        return self._folder / writable_name(name)

    def write(self, result: FrameResult) -> None:
        """Add a photo, as `Writer` says."""
        path, number = self.path(result.name), 2
        while path in self._written:  # a.heic and a.heic.jpg, for example
            path = self.path(result.name)
            path = path.with_stem(f'{path.stem}-{number}')
            number += 1
        self._ledger.add(path)
        self._written.add(path)
        write_image(path, result.pictures.annotated)

    def close(self, whole: bool) -> None:
        """Do nothing: each photo is already complete."""


class AnnotatedVideo:
    """`NAME_annotated.mp4`."""

    def __init__(self, folder: Path, name: str, ledger: Ledger, rate: float | None = None,
                 sound: Any = None, pixel_aspect: Fraction = SQUARE) -> None:
        """
        Prepare; the file begins with the first frame.

        :param rate: frames per second, if the source has a nominal rate
        :param sound: as for `create_video`
        :param pixel_aspect: width of a pixel divided by its height
        """
        self.path = folder / f'{name}_annotated.mp4'
        self._ledger, self._rate, self._sound = ledger, rate, sound
        self._pixel_aspect = pixel_aspect
        self._video: VideoFile | None = None

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        if self._video is None:
            self._ledger.add(self.path)
            self._video = create_video(self.path, self._rate, self._sound,
                                       self._pixel_aspect)
        self._video.write(result.pictures.annotated, result.record['stamp'])

    def close(self, whole: bool) -> None:
        """Finish the file."""
        if self._video is not None:
            self._video.close(whole)
