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

"""Photos, one frame each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import logging
from pathlib import Path

import cv2
from fer_ros.codec import to_8bit
from fer_ros.sources.file_kinds import file_kind, HEIF, OTHER, TEXT
from fer_ros.sources.heif import read_heif
from fer_ros.sources.source import Frame, Source
from fer_ros.system import printable
from fer_ros.values.errors import FerRosError, SourceError
import numpy as np

log = logging.getLogger(__name__)


class PhotoSource(Source):
    """One photo or several, one second apart."""

    stills = True

    def __init__(self, name: str, paths: Sequence[Path], root: Path | None = None) -> None:
        """
        Take the photos at `paths`, in that order.

        :param root: folder that the names of the frames are relative to; with None the names are
            the file names
        """
        super().__init__()
        self.name = name
        self.count = len(paths)
        self.paths = tuple(paths)
        self._root = root

    def frames(self) -> Iterator[Frame]:
        """
        Return the photos; one that cannot be read is logged, counted and skipped.

        :raises SourceError: if none can be read
        """
        readable = 0
        for number, path in enumerate(self.paths):
            try:
                image = read_photo(path)
            except FerRosError as error:
                log.error('%s: skipped', error)
                self.skipped['damaged photo'] += 1
                continue
            readable += 1
            yield Frame(image, float(number), self.frame_name(path))
        if not readable:
            names = ', '.join(f"'{printable(path)}'" for path in self.paths[:3])
            raise SourceError(f'none of the {self.count} photos can be read ({names})')

    def frame_name(self, path: Path) -> str:
        """Return the name of a photo's frame, which may contain folders."""
        return path.relative_to(self._root).as_posix() if self._root else path.name


def read_photo(path: Path) -> np.ndarray:
    """
    Return a photo as (height, width, 3) uint8 BGR, rotated by its EXIF orientation.

    16 bits are converted to 8 in the same way as in raw images of cameras.

    :raises SourceError: if it cannot be read
    :raises MissingDependencyError: if its format needs a package that is not installed
    """
    try:
        kind = file_kind(path)
        # On some systems imread cannot open all file names.
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise SourceError(f"cannot read '{printable(path)}': {error.strerror}") from error
    if kind.family == HEIF:
        return read_heif(path, data, kind)
    image = decode_photo(data)
    if image is None:
        reason = f': it is {kind.named}' if kind.family in (TEXT, OTHER) else ''
        raise SourceError(f"cannot read '{printable(path)}' as an image{reason}")
    return image


def decode_photo(data: np.ndarray) -> np.ndarray | None:
    """Return a file's content as an image like `read_photo`; None if OpenCV cannot decode it."""
    if not data.size:
        return None
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
        if image is None or image.dtype == np.uint8:
            return image
        if image.dtype == np.uint16:
            return to_8bit(image)
        return cv2.imdecode(data, cv2.IMREAD_COLOR)
    except (cv2.error, MemoryError):
        return None
