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

"""One file of a bag, or one folder with metadata, read with rosbags."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fer_ros.recordings.image_types import foreign_definition
from fer_ros.values.errors import SourceError

Key = tuple[str, str]  # topic, type
Message = tuple[Key, int, bytes]  # where it is from, log time in ns, its bytes


@dataclass(frozen=True)
class Channel:
    """
    A topic of one type, with its number of messages.

    `foreign` says why its messages cannot be decoded here; it is empty otherwise.
    """

    topic: str
    msgtype: str
    count: int
    foreign: str = ''

    @property
    def key(self) -> Key:
        """Return topic and type: a bag may have two topics of one name."""
        return self.topic, self.msgtype


class Storage(Protocol):
    """
    Messages in the order of their log times.

    `start_ns` is the log time of the first message, None without messages. `ros1` means messages
    of ROS 1. `problem`, known after reading, says why messages are missing; empty if none are.
    """

    channels: list[Channel]
    start_ns: int | None
    ros1: bool
    problem: str

    def messages(self, wanted: Collection[Key], start: int | None,
                 stop: int | None) -> Iterator[Message]:
        """
        Return the messages of channels with log times in [start, stop), in nanoseconds.

        What cannot be read ends them and sets `problem`.
        """
        ...

    def close(self) -> None:
        """Close the files."""
        ...


class RosbagsStorage:
    """A storage that rosbags can read."""

    def __init__(self, path: Path) -> None:
        """
        Open a folder with metadata.yaml, or a file `.mcap`, `.db3` or `.bag`.

        :raises SourceError: if rosbags cannot read it
        """
        self.ros1, self.problem = path.suffix == '.bag', ''
        self._path = path
        reader: Any = None
        try:
            reader = self._reader()
            reader.open()
        except Exception as error:  # rosbags raises anything on files that it does not expect
            with suppress(Exception):
                reader.close()
            raise SourceError(reason_of(error)) from error
        self._open = reader
        connections = reader.connections
        self.channels = _merged(connections, self.ros1)
        self.start_ns: int | None = reader.start_time if reader.message_count else None

    def _reader(self) -> Any:
        if self.ros1:
            from rosbags.rosbag1 import Reader as Reader1
            return Reader1(self._path)
        from rosbags.rosbag2 import Reader
        return Reader(self._path)

    def messages(self, wanted: Collection[Key], start: int | None,
                 stop: int | None) -> Iterator[Message]:
        """Return messages, as `Storage.messages` says."""
        connections = [one for one in self._open.connections if (one.topic, one.msgtype) in wanted]
        if not connections:
            return
        stream = self._open.messages(connections=connections, start=start, stop=stop)
        while True:
            try:
                connection, log_ns, data = next(stream)
            except StopIteration:
                return
            except Exception as error:  # as above
                self.problem = f'it is damaged: {reason_of(error)}'
                return
            yield (connection.topic, connection.msgtype), log_ns, bytes(data)

    def close(self) -> None:
        """Close the files."""
        with suppress(Exception):
            self._open.close()


def _merged(connections: Collection[Any], ros1: bool) -> list[Channel]:
    """Return a channel for each topic and type: a topic has a connection for each publisher."""
    channels: dict[Key, Channel] = {}
    for one in connections:
        key = one.topic, one.msgtype
        before = channels.get(key)
        count = one.msgcount + (before.count if before else 0)
        foreign = (before.foreign if before else '') or ('' if ros1 else foreign_definition(
            one.msgtype, one.digest or '', one.msgdef.data,
            getattr(one.ext, 'serialization_format', 'cdr')))
        channels[key] = Channel(one.topic, one.msgtype, count, foreign)
    return list(channels.values())


def reason_of(error: Exception) -> str:
    """Return the message of an error of a library, or its type if it has none."""
    return str(error).strip() or type(error).__name__
