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

"""Frames, and the base class of sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Frame:
    """
    One image: (height, width, 3) uint8 BGR.

    `stamp` is in seconds: since the start for photos and videos, since 1970 for live sources.
    `name` is the file name of a photo, otherwise empty.
    """

    image: np.ndarray
    stamp: float
    name: str = ''


class Source:
    """
    A sequence of frames; a base class whose attributes have defaults.

    `name` can be part of a file name. Frames of `live` sources arrive at their own rate. `stills`
    means photos, not a sequence in time. `rate` is the number of frames per second, None if it is
    not known (photos, some cameras). `count` is the number of frames, None if it is not known or
    infinite. `pixel_aspect` is the width of a pixel divided by its height. `paths` are the files
    that are read.

    `skipped` counts what was not read, by kind. For a folder it is known at the start; damaged
    frames are counted while frames are read. If the frames end before the end that the file
    declares, `shortfall` is then set and says what is missing.
    """

    name = ''
    live = False
    stills = False
    rate: float | None = None
    count: int | None = None
    pixel_aspect = Fraction(1)
    paths: tuple[Path, ...] = ()

    def __init__(self) -> None:
        """Start with nothing skipped."""
        self.skipped: Counter[str] = Counter()
        self.shortfall: str | None = None

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames from the start.

        :raises SourceError: if this frame and all later ones cannot be read
        """
        raise NotImplementedError

    def sound(self) -> Any:
        """Return the sound that belongs to the frames (`fer_ros.sources.sound.Sound`) or None."""
        return None
