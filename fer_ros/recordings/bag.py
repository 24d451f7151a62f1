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

"""A bag: a folder of rosbag2, or a single file, whole or damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
import re
import tempfile
from typing import Any

from fer_ros.recordings.image_types import require_rosbags
from fer_ros.recordings.salvage import SalvagedDb3, SalvagedMcap
from fer_ros.recordings.storage import Channel, Key, Message, RosbagsStorage, Storage
from fer_ros.system import printable
from fer_ros.values.errors import SourceError

METADATA = 'metadata.yaml'
SUFFIXES = '.mcap', '.db3', '.bag'
COMPRESSED_SUFFIXES = '.mcap.zstd', '.db3.zstd'
_SALVAGE: dict[str, Any] = {'.mcap': SalvagedMcap, '.db3': SalvagedDb3}


def is_bag(path: Path) -> bool:
    """Return whether the name looks like a bag: a folder with files of a bag, or such a file."""
    if path.is_dir():
        return (path / METADATA).is_file() or any(map(is_bag_file, path.iterdir()))
    return is_bag_file(path)


def is_bag_file(path: Path) -> bool:
    """Return whether the path is a file with a suffix of bags."""
    return path.name.endswith((*SUFFIXES, *COMPRESSED_SUFFIXES)) and path.is_file()


def bag_name(path: Path) -> str:
    """Return the name of a bag: of its folder, or of its file without suffixes."""
    name = printable(path.absolute().name)
    return name if path.is_dir() else re.sub(r'\.(mcap|db3|bag)(\.zstd)?$', '', name)


class Bag:
    """
    The messages of a bag.

    `notes` say what is unusual about it. After reading, `shortfall` says why messages are missing;
    it is empty if there is none.
    """

    def __init__(self, path: Path) -> None:
        """
        Open a bag.

        :raises SourceError: if it does not exist, is no bag, or nothing of it can be read
        :raises MissingDependencyError: if it needs a package that is not installed
        """
        require_rosbags()
        self.path, self.name = path, bag_name(path)
        self.notes: list[str] = []
        self._problems: list[str] = []
        self._stack = ExitStack()
        try:
            self._storages = self._open()
        except BaseException:
            self.close()
            raise
        self._read: Counter[Key] | None = None

    @property
    def channels(self) -> list[Channel]:
        """Return the topics of all files, with the numbers of their messages."""
        found: dict[Key, Channel] = {}
        for channel in (one for storage in self._storages for one in storage.channels):
            before = found.get(channel.key)
            found[channel.key] = channel if before is None else Channel(
                *channel.key, before.count + channel.count, before.foreign or channel.foreign)
        return list(found.values())

    @property
    def ros1(self) -> bool:
        """Return whether it is a bag of ROS 1."""
        return any(storage.ros1 for storage in self._storages)

    @property
    def start_ns(self) -> int:
        """Return the log time of the first message in nanoseconds; 0 without messages."""
        return min((storage.start_ns for storage in self._storages
                    if storage.start_ns is not None), default=0)

    @property
    def paths(self) -> list[Path]:
        """Return the files of the bag."""
        return sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]

    @property
    def shortfall(self) -> str:
        """Return why messages are missing; empty if none are, or as long as it is not known."""
        problems = [*self._problems, *(storage.problem for storage in self._storages)]
        if self._read is not None and not any(problems):
            problems += [f'it counts {channel.count} messages of {channel.topic}, but has '
                         f'{self._read[channel.key]}' for channel in self.channels
                         if channel.key in self._read
                         and self._read[channel.key] < channel.count]
        return '; '.join(dict.fromkeys(filter(None, problems)))

    def messages(self, wanted: Collection[Key], start: int | None = None,
                 stop: int | None = None) -> Iterator[Message]:
        """
        Return the messages of channels, file by file in the order of their log times.

        :param start: nanoseconds, the first log time
        :param stop: nanoseconds, the log time before which they end
        """
        read = Counter(dict.fromkeys(wanted, 0))
        for storage in self._storages:
            for message in storage.messages(wanted, start, stop):
                read[message[0]] += 1
                yield message
        if start is None and stop is None:
            self._read = read

    def close(self) -> None:
        """Close the files and remove temporary ones."""
        self._stack.close()

    def __enter__(self) -> Bag:
        """Return the bag."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self.close()

    def _open(self) -> list[Storage]:
        path = self.path
        try:
            if path.is_dir():
                return self._open_folder()
            if is_bag_file(path):
                return [self._open_file(path)]
        except OSError as error:
            raise SourceError(f"cannot read '{printable(path)}': {error.strerror}") from error
        what = 'is not a bag' if path.exists() else 'does not exist'
        raise SourceError(f"'{printable(path)}' {what}; a bag is a folder of rosbag2, or a file "
                          f"{', '.join((*SUFFIXES, *COMPRESSED_SUFFIXES))}")

    def _open_folder(self) -> list[Storage]:
        if (self.path / METADATA).is_file():
            try:
                return [self._keep(RosbagsStorage(self.path))]
            except SourceError as error:
                self.notes.append(f'{self.name}: its files are read one by one, because '
                                  f'{METADATA} does not open it: {error}')
                self._problems += self._missing_files()
        else:
            self.notes.append(f'{self.name}: it has no {METADATA}, so its files are read one by '
                              'one')
        files = sorted(filter(is_bag_file, self.path.iterdir()), key=_natural)
        if not files:
            raise SourceError(f"'{printable(self.path)}' is not a bag: it has no file "
                              f"{', '.join((*SUFFIXES, *COMPRESSED_SUFFIXES))}")
        opened = []
        for file in files:
            try:
                opened.append(self._open_file(file))
            except SourceError as error:
                self._problems.append(str(error))
        if not opened:
            raise SourceError('; '.join(self._problems))
        return opened

    def _missing_files(self) -> list[str]:
        """Return a text for each file that the metadata list and that does not exist."""
        import yaml

        try:
            information = yaml.safe_load((self.path / METADATA).read_text('utf-8'))
            names = information['rosbag2_bagfile_information']['relative_file_paths']
            return [f"the file '{name}' is missing" for name in map(str, names)
                    if not (self.path / Path(name).name).exists()]
        except (yaml.YAMLError, OSError, ValueError, LookupError, TypeError):
            return []

    def _open_file(self, path: Path) -> Storage:
        if path.name.endswith(COMPRESSED_SUFFIXES):
            path = self._decompressed(path)
        if path.with_name(f'{path.name}-wal').exists():
            self._problems.append(f"'{printable(path.name)}-wal' has messages that were not "
                                  'merged: open the file once with `sqlite3`')
        try:
            return self._keep(RosbagsStorage(path))
        except SourceError as error:
            reason = error
        try:
            if path.suffix in _SALVAGE:
                return self._keep(_SALVAGE[path.suffix](path))
        except SourceError as error:
            reason = error
        raise SourceError(f"cannot read '{printable(path.name)}': {reason}") from reason

    def _decompressed(self, path: Path) -> Path:
        """Return a temporary copy of a compressed file, as far as it can be decompressed."""
        import zstandard

        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix='fer_ros_'))
        copy = Path(folder) / path.stem
        with path.open('rb') as source, copy.open('wb') as target, \
                suppress(zstandard.ZstdError):  # the copy then ends early, which is noticed
            zstandard.ZstdDecompressor().copy_stream(source, target)
        return copy

    def _keep(self, storage: Storage) -> Storage:
        self._stack.callback(storage.close)
        return storage


def _natural(path: Path) -> list[tuple[int, str]]:
    """Return a key that sorts part_10 after part_9."""
    return [(int(part), '') if part.isdigit() else (-1, part)
            for part in re.split(r'(\d+)', path.name)]
