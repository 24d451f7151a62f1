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

"""The results of one frame, and what writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fer_ros.outputs.place import Place
from fer_ros.values.faces import FaceEmotion
import numpy as np


class Pictures(Protocol):
    """The image of a frame, (height, width, 3) uint8 BGR; each is made when it is first read."""

    @property
    def plain(self) -> np.ndarray:
        """Return the image; its faces are hidden if `anonymize` is set."""
        ...

    @property
    def annotated(self) -> np.ndarray:
        """Return `plain` with the emotions drawn."""
        ...


@dataclass(frozen=True)
class FrameResult:
    """
    The results of one frame.

    `name` is the name of the photo, otherwise empty. `record` contains the emotions, as
    `fer_ros.outputs.records.frame_record` returns them. `log_ns` is the time at which a bag has
    the image, in nanoseconds.
    """

    name: str
    place: Place
    emotions: Sequence[FaceEmotion]
    record: dict[str, Any]
    pictures: Pictures
    log_ns: int = 0


class Writer(Protocol):
    """Writes the results frame by frame."""

    def write(self, result: FrameResult) -> None:
        """
        Add a frame.

        :raises FerRosError: if it cannot be written
        """
        ...

    def close(self, whole: bool) -> None:
        """
        Finish.

        :param whole: all frames of the source were written
        """
        ...


class Writers:
    """Several writers as one."""

    def __init__(self, writers: Sequence[Writer]) -> None:
        """Take them in the order in which each frame is written."""
        self._writers = list(writers)

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        for writer in self._writers:
            writer.write(result)

    def close(self, whole: bool) -> None:
        """Finish all of them, and then raise the first error."""
        errors = []
        for writer in self._writers:
            try:
                writer.close(whole)
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]
