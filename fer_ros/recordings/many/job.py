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

"""One bag as a unit of work, for any process on any machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
import hashlib
import json
import re

from fer_ros.recordings.bag_results import BagOptions
from fer_ros.values.settings import Settings


@dataclass(frozen=True)
class FoundBag:
    """
    A bag that was found.

    `url` names a folder or a file, as fsspec understands it. `name` is that of the bag in the
    results. `files` are the paths and sizes of its files, in bytes.
    """

    url: str
    name: str
    files: tuple[tuple[str, int], ...]
    folder: bool

    @property
    def key(self) -> str:
        """Return a name for files that no other bag has."""
        readable = re.sub(r'[^\w.-]+', '_', self.name)[-80:]
        return f'{readable}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}'


@dataclass(frozen=True)
class Job:
    """A bag, what to do with it, and where its results go."""

    bag: FoundBag
    settings: Settings
    options: BagOptions
    out: str

    @property
    def fingerprint(self) -> str:
        """Return a text that changes with the files, the settings or the version."""
        from fer_ros import __version__

        files = sorted((path.rsplit('/', 1)[-1], size) for path, size in self.bag.files)
        what = [__version__, files, asdict(self.settings), asdict(self.options)]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()
