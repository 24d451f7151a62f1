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

"""Opens the source of frames that a user names."""

from __future__ import annotations

from pathlib import Path
import re

from fer_ros.sources.file_kinds import (ANIMATION, file_kind, FileKind, HEIF, OTHER, PHOTO,
                                        special_kind, TEXT, UNSUPPORTED_PHOTO)
from fer_ros.sources.folder import count_text, is_damaged_photo, list_photos
from fer_ros.sources.heif import check_heif_reader
from fer_ros.sources.source import Source
from fer_ros.system import expand_path, printable
from fer_ros.values.errors import SourceError


def open_source(text: str, *, recursive: bool = False, without: Path | None = None) -> Source:
    """
    Open a photo, a folder of photos, a video file, a camera, a stream URL, or `demo`.

    A camera is an index (`0`) or a device (`/dev/video0`). The kind of a file depends on its
    content, not on its suffix.

    :param recursive: include the photos in the subfolders of a folder
    :param without: a subfolder that is left out
    :raises SourceError: if the name does not exist, or contains nothing that can be read.
    :raises MissingDependencyError: if it needs a package that is not installed
    """
    if text == 'demo':
        from fer_ros.sources.demo import DemoSource
        return DemoSource()
    if text.isdecimal() or re.fullmatch(r'[a-z0-9+]+://.+', text, re.IGNORECASE) \
            or text.startswith('/dev/'):
        from fer_ros.sources.live import LiveSource
        return LiveSource(text)
    path = expand_path(text)
    try:
        if path.is_dir():
            return _open_folder(path, recursive, without)
        if not path.is_file():
            special = special_kind(path)
            raise SourceError(f"'{printable(text)}' is a {special}, not a file" if special else
                              f"no such source '{printable(text)}'; it may be a photo, a folder "
                              'of photos, a video file, a camera index or /dev/video*, a stream '
                              'URL, or demo')
        return _open_file(path, file_kind(path))
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot read '{printable(text)}': "
                          f'{getattr(error, "strerror", None) or error}') from error


def _open_folder(path: Path, recursive: bool, without: Path | None) -> Source:
    from fer_ros.sources.photos import PhotoSource

    photos, rest = list_photos(path, recursive, without)
    if not photos:
        raise SourceError(f"no photos in folder '{printable(path)}'; it holds "
                          f'{count_text(rest) or "nothing"}')
    source = PhotoSource(printable(path.absolute().name), photos, path)
    source.skipped.update(rest)
    return source


def _open_file(path: Path, kind: FileKind) -> Source:
    if kind.family == HEIF:
        check_heif_reader(path, kind)
    if kind.family in (PHOTO, HEIF) or is_damaged_photo(path, kind):
        from fer_ros.sources.photos import PhotoSource
        return PhotoSource(path.stem, [path])
    if kind.family == UNSUPPORTED_PHOTO:
        raise SourceError(f"'{printable(path)}' is a photo in the format {kind.format}, which is "
                          'not supported; convert it to JPEG')
    # Unknown files are not rejected here: FFmpeg may know their format.
    if kind.family == TEXT or (kind.family == OTHER and kind.format != 'unknown file'):
        raise SourceError(f"'{printable(path)}' is {kind.named}, not a photo or video")
    if kind.family == ANIMATION:
        from fer_ros.sources.animation import AnimationSource
        return AnimationSource(path)
    from fer_ros.sources.video import open_video
    return open_video(path)
