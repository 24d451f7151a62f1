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

"""Image files."""

from __future__ import annotations

from pathlib import Path

import cv2
from fer_ros.system import printable, write_whole
from fer_ros.values.errors import FerRosError
import numpy as np

# Suffixes that OpenCV writes, and suffixes of JPEG that it does not know
ENCODED_AS = {suffix: suffix for suffix in (
    '.jpg', '.jpeg', '.jpe', '.png', '.bmp', '.dib', '.webp', '.tif', '.tiff', '.ppm', '.pgm',
    '.jp2')} | {'.jfif': '.jpg', '.jif': '.jpg', '.pjpeg': '.jpg', '.pjp': '.jpg'}
# Temporary name of an image that is not complete yet
PARTIAL = '.fer_ros.part'


def writable_name(name: str) -> str:
    """Return the name of a photo, with `.jpg` added if its own format cannot be written."""
    return name if Path(name).suffix.lower() in ENCODED_AS else f'{name}.jpg'


def write_image(path: Path, image: np.ndarray) -> None:
    """
    Write an image in the format that the file's suffix names; PGM files are grey.

    The file gets its name when it is complete, and replaces an older one.

    :param image: (height, width, 3) uint8, BGR
    :raises FerRosError: if it cannot be written
    """
    suffix = path.suffix.lower()
    try:
        if suffix == '.pgm':
            image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        good, data = cv2.imencode(ENCODED_AS.get(suffix, suffix), image)
        if good:
            write_whole(path, data.tobytes(), path.with_name(PARTIAL))
            return
        reason = 'the image cannot be encoded'
    except OSError as error:
        reason = str(error.strerror)
    except cv2.error as error:
        reason = str(error)
    raise FerRosError(f"cannot write '{printable(path)}': {reason}")
