"""Photographs, one frame each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import logging
from pathlib import Path

import cv2
import numpy as np

from fer_ros.sources.source import Frame
from fer_ros.values.errors import SourceError

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
