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

"""Files of bags that rosbags cannot open: cut off, or with channels of other systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
import sqlite3
from typing import Any

from fer_ros.recordings.image_types import foreign_definition
from fer_ros.recordings.storage import Channel, Key, Message, reason_of
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, SourceError


class SalvagedMcap:
    """An MCAP file, read from its start as far as it goes, without its index."""

    ros1 = False

    def __init__(self, path: Path) -> None:
        """
        Read the file once, to know its channels.

        :raises SourceError: if not even its beginning can be read
        :raises MissingDependencyError: if the package mcap is not installed
        """
        self._path, self.problem = path, ''
        counts: Counter[Key] = Counter()
        foreign: dict[Key, str] = {}
        times = []
        for schema, channel, message in self._records():
            key = _key(schema, channel)
            if key not in foreign:
                foreign[key] = _foreign(schema, channel)
            counts[key] += 1
            times.append(message.log_time)
        if self.problem and not counts:
            raise SourceError(self.problem)
        self.channels = [Channel(*key, count, foreign[key]) for key, count in counts.items()]
        self.start_ns = min(times, default=None)

    def _records(self) -> Iterator[tuple[Any, Any, Any]]:
        try:
            from mcap.reader import NonSeekingReader
        except ImportError as error:
            raise MissingDependencyError(
                'a damaged MCAP file needs the package mcap: '
                f'{install_line("mcap")}') from error

        with self._path.open('rb') as file:
            try:
                yield from NonSeekingReader(file, record_size_limit=None).iter_messages(
                    log_time_order=False)
            except GeneratorExit:
                raise
            except Exception as error:  # the end of a file that is cut off shows in many ways
                self.problem = ('it is cut off or damaged; all before that was read '
                                f'({reason_of(error)})')

    def messages(self, wanted: Collection[Key], start: int | None,
                 stop: int | None) -> Iterator[Message]:
        """Return messages, as `Storage.messages` says, in the order of the file."""
        for schema, channel, message in self._records():
            key = _key(schema, channel)
            if key in wanted and _within(message.log_time, start, stop):
                yield key, message.log_time, message.data

    def close(self) -> None:
        """Do nothing: the file is open only while it is read."""


def _key(schema: Any, channel: Any) -> Key:
    return channel.topic, schema.name if schema else ''


def _foreign(schema: Any, channel: Any) -> str:
    if schema is not None and schema.encoding not in ('ros2msg', 'ros2idl', 'omgidl', ''):
        return f'its schema is {schema.encoding}, not one of ROS 2'
    text = schema.data.decode('utf-8', 'replace') if schema else ''
    return foreign_definition(schema.name if schema else '', '', text, channel.message_encoding)


class SalvagedDb3:
    """An SQLite file, read row by row as far as it goes, without its indexes."""

    ros1 = False

    def __init__(self, path: Path) -> None:
        """
        Open the file.

        :raises SourceError: if its tables cannot be read
        """
        self._path, self.problem = path, ''
        try:
            self._database = sqlite3.connect(f'{path.absolute().as_uri()}?immutable=1', uri=True)
            # In this mode SQLite accepts a file that is shorter than its header says.
            self._database.execute('PRAGMA writable_schema=ON')
            self._topics = {number: (name, msgtype) for number, name, msgtype in
                            self._database.execute('SELECT id, name, type FROM topics')}
        except sqlite3.Error as error:
            raise SourceError(reason_of(error)) from error
        counts: Counter[Key] = Counter()
        self.start_ns: int | None = None
        for number, log_ns, _ in self._rows('NULL'):
            counts[self._topics.get(number, ('', ''))] += 1
            self.start_ns = min(log_ns, self.start_ns or log_ns)
        self.channels = [Channel(*key, counts[key]) for key in self._topics.values()]

    def _rows(self, data: str) -> Iterator[tuple[int, int, bytes]]:
        try:
            for row in self._database.execute(
                    f'SELECT topic_id, timestamp, {data} FROM messages NOT INDEXED'):
                if None in row[:2]:  # a page that is missing, read as zeros
                    self.problem = 'it is cut off or damaged; all before that was read'
                    return
                yield row
        except sqlite3.Error as error:
            self.problem = ('it is cut off or damaged; all before that was read '
                            f'({reason_of(error)})')

    def messages(self, wanted: Collection[Key], start: int | None,
                 stop: int | None) -> Iterator[Message]:
        """Return messages, as `Storage.messages` says, in the order of the file."""
        for number, log_ns, data in self._rows('data'):
            key = self._topics.get(number, ('', ''))
            if key in wanted and _within(log_ns, start, stop):
                yield key, log_ns, data

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._database.close()


def _within(log_ns: int, start: int | None, stop: int | None) -> bool:
    return (start is None or log_ns >= start) and (stop is None or log_ns < stop)
