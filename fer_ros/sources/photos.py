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

"""Photographs, one frame each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import logging
from pathlib import Path

import cv2
from fer_ros.sources.source import Frame
from fer_ros.values.errors import SourceError
import numpy as np

log = logging.getLogger(__name__)


class PhotoSource:
    """One photo or several, one second apart."""

    live = False
    stills = True
    rate = None

    def __init__(self, name: str, paths: Sequence[Path]) -> None:
        """Take the photos at `paths`, in that order."""
        self.name = name
        self.count = len(paths)
        self._paths = list(paths)

    def frames(self) -> Iterator[Frame]:
        """
        Return the photos; one that cannot be read is reported and passed over.

        :raises SourceError: if none can be read
        """
        readable = 0
        for number, path in enumerate(self._paths):
            image = read_photo(path)
            if image is None:
                log.error("cannot read '%s' as an image: passed over", path)
                continue
            readable += 1
            yield Frame(image, float(number), path.name)
        if not readable:
            names = ', '.join(f"'{path}'" for path in self._paths[:3])
            raise SourceError(f'none of the {self.count} photos can be read ({names})')


def read_photo(path: Path) -> np.ndarray | None:
    """Return a photo as BGR with its EXIF rotation applied, or None."""
    try:
        data = np.fromfile(path, np.uint8)  # imread cannot open every name on every system
        return cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except (OSError, cv2.error):
        return None
