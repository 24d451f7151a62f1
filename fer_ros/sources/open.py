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

"""From what a user types to a source of frames."""

from __future__ import annotations

import mimetypes
from pathlib import Path
import re

from fer_ros.sources.source import Source
from fer_ros.values.errors import SourceError

PHOTO_SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff', '.ppm', '.pgm')


def open_source(text: str) -> Source:
    """
    Open a photo, a folder of photos, a video file, a camera, a stream URL, or `demo`.

    A camera is an index (`0`) or a device (`/dev/video0`).

    :raises SourceError: if there is nothing of that name, or nothing that can be read.
    """
    if text == 'demo':
        from fer_ros.sources.demo import DemoSource
        return DemoSource()
    if text.isdecimal() or re.fullmatch(r'[a-z0-9+]+://.+', text, re.IGNORECASE) \
            or text.startswith('/dev/'):
        from fer_ros.sources.video import LiveSource
        return LiveSource(text)
    path = Path(text).expanduser()
    if path.is_dir():
        photos = sorted(file for file in path.iterdir()
                        if file.suffix.lower() in PHOTO_SUFFIXES)
        if not photos:
            raise SourceError(f"no photos in folder '{path}'; looked for "
                              f"*{', *'.join(PHOTO_SUFFIXES)}")
    elif not path.is_file():
        raise SourceError(f"no such source '{text}'; it may be a photo, a folder of photos, a "
                          'video file, a camera index or /dev/video*, a stream URL, or demo')
    elif path.suffix.lower() in PHOTO_SUFFIXES:
        photos = [path]
    elif (mimetypes.guess_type(path.name)[0] or '').startswith('text/'):
        # FFmpeg would play the letters as a film.
        raise SourceError(f"'{text}' is a text, not a photo or video")
    else:
        from fer_ros.sources.video import VideoSource
        return VideoSource(path)
    from fer_ros.sources.photos import PhotoSource
    return PhotoSource(path.stem, photos)
