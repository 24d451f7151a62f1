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

"""Finds the bags in a folder, a glob or a URL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath
import re
from typing import Any

from fer_ros.recordings.bag import COMPRESSED_SUFFIXES, METADATA, SUFFIXES
from fer_ros.recordings.many.job import FoundBag
from fer_ros.recordings.many.store import file_system
from fer_ros.values.errors import SourceError

_ENDINGS = (*SUFFIXES, *COMPRESSED_SUFFIXES)


def find_bags(source: str) -> list[FoundBag]:
    """
    Return the bags below a folder or a URL, or of a glob, in the order of their names.

    A folder with metadata.yaml, or with files that are named after it as rosbag2 names them, is
    one bag. Other files of bags are bags by themselves.

    :raises SourceError: if there is none, or the source cannot be read
    :raises MissingDependencyError: if fsspec, or what it needs for this URL, is not installed
    """
    system, root = file_system(source)
    try:
        if '*' in root or '?' in root:
            base = _fixed_part(root)
            sizes: dict[str, Any] = {}
            for match in system.glob(root):
                sizes.update(system.find(match, detail=True))
        else:
            base, sizes = root, system.find(root, detail=True)
        files = {path: info['size'] if info.get('size') is not None else system.size(path)
                 for path, info in sizes.items() if _is_part(path)}
    except Exception as error:  # each file system has errors of its own
        raise SourceError(f"cannot read '{source}': {error or type(error).__name__}") from error
    found = [FoundBag(system.unstrip_protocol(path), _name(path, base), tuple(parts), folder)
             for path, parts, folder in _grouped(files)]
    if not found:
        raise SourceError(f"no bags in '{source}'; a bag is a folder of rosbag2, or a file "
                          f"{', '.join(_ENDINGS)}")
    return sorted(found, key=lambda bag: bag.name)


def _fixed_part(pattern: str) -> str:
    """Return the folders of a glob before its first wildcard."""
    return re.split(r'[*?\[]', pattern, maxsplit=1)[0].rpartition('/')[0]


def _is_part(path: str) -> bool:
    return path.endswith(_ENDINGS) or path.rsplit('/', 1)[-1] == METADATA


def _grouped(files: Mapping[str, int]) -> list[tuple[str, list[tuple[str, int]], bool]]:
    """Return the path of each bag, its files with their sizes, and whether it is a folder."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sorted(files):
        folders[path.rpartition('/')[0]].append(path)
    bags = []
    for folder, paths in folders.items():
        whole = [path for path in paths if _named_after(folder, path)]
        if any(path.rsplit('/', 1)[-1] == METADATA for path in paths):
            whole = paths
        if whole:
            bags.append((folder, [(path, files[path]) for path in whole], True))
        bags += [(path, [(path, files[path])], False) for path in paths if path not in whole]
    return bags


def _named_after(folder: str, path: str) -> bool:
    name = re.escape(PurePosixPath(folder).name)
    return bool(re.fullmatch(rf'{name}_\d+\.(mcap|db3)(\.zstd)?', path.rsplit('/', 1)[-1]))


def _name(path: str, base: str) -> str:
    """Return the name of a bag: its path below `base` without suffixes."""
    inside = path.removeprefix(base).strip('/') or PurePosixPath(path).name
    return re.sub(r'\.(mcap|db3|bag)(\.zstd)?$', '', inside)
