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

"""What a source of frames is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True)
class Frame:
    """
    One image: (height, width, 3) uint8 BGR.

    `stamp` is in seconds: since the start for photos and videos, since 1970 for live sources.
    `name` is the photo's file name, empty elsewhere.
    """

    image: np.ndarray
    stamp: float
    name: str = ''


class Source(Protocol):
    """
    A sequence of frames.

    `rate` is the frames a second, None where it is not known (photos, some cameras); `count` the
    number of frames, None where it is not known or has no end; `live` sources come at their own
    pace; `stills` are photos rather than a sequence in time; `name` is fit for a file name.
    """

    name: str
    live: bool
    stills: bool

    @property
    def rate(self) -> float | None:
        """Return the frames a second."""
        ...

    @property
    def count(self) -> int | None:
        """Return the number of frames."""
        ...

    def frames(self) -> Iterator[Frame]:
        """
        Return the frames from the start.

        :raises SourceError: where one cannot be read
        """
        ...
