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

"""The photos of a folder, and the other files in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fer_ros.sources.file_kinds import (ANIMATION, file_kind, FileKind, HEIF, OTHER, PHOTO,
                                        PHOTO_SUFFIXES, special_kind, TEXT,
                                        UNSUPPORTED_PHOTO, VIDEO)
from fer_ros.sources.heif import heif_reader, remedy
from fer_ros.system import file_identity


def list_photos(folder: Path, recursive: bool = False,
                without: Path | None = None) -> tuple[list[Path], Counter[str]]:
    """
    Return the photos of a folder, sorted by name, and the numbers of other files by kind.

    :param recursive: include the photos in its subfolders
    :param without: a folder with results of fer_ros, which is left out
    :raises OSError: if the folder cannot be read
    """
    photos: list[Path] = []
    rest: Counter[str] = Counter()
    results = file_identity(without) if without and without.is_dir() else None
    for path in _files(folder, recursive, rest, {file_identity(folder)}, results):
        try:
            kind = file_kind(path)
        except OSError:
            rest['file without permission to read it'] += 1
            continue
        if is_readable_photo(kind) or is_damaged_photo(path, kind):
            photos.append(path)
        else:
            rest[_name(kind)] += 1
    return photos, rest


def is_readable_photo(kind: FileKind) -> bool:
    """Return whether a file is a photo that can be read here."""
    return kind.family == PHOTO or (kind.family == HEIF and heif_reader(kind) is not None)


def is_damaged_photo(path: Path, kind: FileKind) -> bool:
    """Return whether a file has the suffix of a photo, but no known content."""
    return kind.family in (TEXT, OTHER) and path.suffix.lower() in PHOTO_SUFFIXES


def count_text(rest: Counter[str]) -> str:
    """Return counts as text, such as '2 videos, 1 text'."""
    return ', '.join(f'{count} {kind if count == 1 else _plural(kind)}'
                     for kind, count in sorted(rest.items()) if count)


def _files(folder: Path, recursive: bool, rest: Counter[str], seen: set,
           results: tuple[int, int] | None) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        special = special_kind(path)
        if special:
            rest[special] += 1
        elif not path.is_dir():
            yield path
        elif file_identity(path) == results:
            rest['folder with results'] += 1
        elif not recursive:
            rest['folder (--recursive reads it)'] += 1
        elif file_identity(path) not in seen:  # a link may form a loop
            seen.add(file_identity(path))
            try:
                yield from _files(path, recursive, rest, seen, results)
            except PermissionError:
                rest['folder without permission to read it'] += 1


def _name(kind: FileKind) -> str:
    if kind.family == HEIF:
        return f'{kind.format} photo ({remedy()})'
    if kind.family == UNSUPPORTED_PHOTO:
        return f'{kind.format} photo (not supported; convert it to JPEG)'
    if kind.family in (VIDEO, ANIMATION):
        return 'video (run it alone)'
    return kind.format


def _plural(kind: str) -> str:
    """Return a kind in the plural; the noun before ' (', ' of ' or ' with' changes."""
    for mark in (' (', ' of ', ' with'):
        head, found, tail = kind.partition(mark)
        if found:
            return f'{_plural(head)}{mark}{tail}'
    return f'{kind}es' if kind.endswith(('ch', 's')) else f'{kind}s'
