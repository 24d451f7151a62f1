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

"""Which topics of a bag are read, and which part of its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fer_ros.recordings.image_types import COMPRESSED, IMAGE_TYPES
from fer_ros.recordings.storage import Channel
from fer_ros.values.errors import SourceError

_SECOND = 1_000_000_000


@dataclass(frozen=True)
class Selection:
    """
    What to read of a bag.

    `topics` are names; without them, all image topics are read. `start_s` and `end_s` are seconds
    from the first message of the bag, by log time; None for no limit.
    """

    topics: tuple[str, ...] = ()
    start_s: float | None = None
    end_s: float | None = None

    def limits(self, start_ns: int) -> tuple[int | None, int | None]:
        """Return the log times of start and end in nanoseconds, for a bag that starts then."""
        return (None if self.start_s is None else start_ns + round(self.start_s * _SECOND),
                None if self.end_s is None else start_ns + round(self.end_s * _SECOND))

    def choose(self, channels: Sequence[Channel]) -> tuple[list[Channel], list[str]]:
        """
        Return the channels to read, and texts about image topics that are left out.

        :raises SourceError: if there is none, or a topic of the selection is not there
        """
        images = [one for one in channels if one.msgtype in IMAGE_TYPES]
        self._check(channels, images)
        if self.topics:
            images = [one for one in images if one.topic in self.topics]
        chosen, notes = [], []
        names = {one.topic for one in images}
        for one in images:
            reason = one.foreign or ('' if self.topics else _left_out(one, names))
            if reason:
                notes.append(f'{one.topic}: left out, because {reason}')
            else:
                chosen.append(one)
                if not one.count:
                    notes.append(f'{one.topic}: it has no messages')
        if not chosen:
            raise SourceError(f'no image topic can be read: {"; ".join(notes)}')
        return chosen, notes

    def _check(self, channels: Sequence[Channel], images: Sequence[Channel]) -> None:
        known = {one.topic for one in images}
        missing = [topic for topic in self.topics if topic not in known]
        if missing:
            raise SourceError(f"no image topic '{missing[0]}'; image topics: "
                              f"{', '.join(sorted(known)) or 'none'}")
        if not images:
            others = ', '.join(sorted({f'{one.topic} ({one.msgtype})' for one in channels})[:10])
            raise SourceError(f"it has no topic of a type {' or '.join(IMAGE_TYPES)}; it has: "
                              f"{others or 'no topics'}")


def _left_out(channel: Channel, names: set[str]) -> str:
    """Return why a topic is not read unless it is asked for."""
    topic = channel.topic
    if topic.endswith('/compressedDepth') or '/depth/' in topic or '/aligned_depth_to_' in topic:
        return 'it looks like depth (--topic reads it)'
    if 'image_annotated' in topic:
        return 'it looks like annotated images (--topic reads it)'
    parent = topic.rsplit('/', 1)[0]
    if channel.msgtype == COMPRESSED and topic.endswith('/compressed') and parent in names:
        return f'{parent} is the same camera (--topic reads it)'
    return ''


def topic_names(channels: Sequence[Channel]) -> dict[tuple[str, str], str]:
    """Return the name of each channel in results; of two with one topic, the type is added."""
    topics = [one.topic for one in channels]
    return {one.key: one.topic if topics.count(one.topic) == 1 else
            f"{one.topic} ({one.msgtype.rsplit('/', 1)[-1]})" for one in channels}
