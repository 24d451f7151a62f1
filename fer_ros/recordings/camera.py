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

"""One image topic of a bag: its frames, recognised one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from fer_ros.codec import CompressedStream, LazyImage, open_compressed, open_image
from fer_ros.outputs.place import Place
from fer_ros.outputs.records import frame_record
from fer_ros.outputs.results import FrameResult
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.filtering import reported_labels
from fer_ros.pipeline.recogniser import Recogniser
from fer_ros.recordings.image_types import COMPRESSED, decode_message
from fer_ros.recordings.stamps import RecordingClock, StampedMessage, StampOrder
from fer_ros.recordings.storage import Channel
from fer_ros.values.errors import ImageError
import numpy as np

_SECOND = 1_000_000_000


class Camera:
    """
    Recognises the frames of a topic as the node does, with a pipeline of its own.

    `skipped` counts the messages that were left out, by reason.
    """

    def __init__(self, bag: str, channel: Channel, topic: str, pipeline: Pipeline, *,
                 start_ns: int, ros1: bool) -> None:
        """
        Take the parts.

        :param bag: name of the bag in the results
        :param topic: name of the topic in the results
        :param pipeline: one that nothing else uses
        :param start_ns: log time of the first message of the bag
        :param ros1: whether the messages are those of ROS 1
        """
        self.topic, self.channel = topic, channel
        self._bag, self._ros1 = bag, ros1
        self._recogniser = Recogniser(pipeline, stills=False)
        self._stream = CompressedStream()
        self._order, self._clock = StampOrder(), RecordingClock(start_ns)
        self._messages = self._frames = self._unstamped = 0
        self.skipped: Counter[str] = Counter()
        self._first_reasons: dict[str, str] = {}

    @property
    def notes(self) -> list[str]:
        """Return what was unusual, a text each."""
        notes = [f'{self.topic}: {count} of {self._messages} messages are left out: {reason} '
                 f'(the first: {self._first_reasons[reason]})'
                 for reason, count in self.skipped.items()]
        if self._unstamped:
            notes.append(f'{self.topic}: {self._unstamped} of {self._messages} messages have no '
                         'stamp; the log time is used instead')
        if self._order.jumps:
            times = 'once' if self._order.jumps == 1 else f'{self._order.jumps} times'
            notes.append(f'{self.topic}: its stamps jump back {times}; all faces are new after '
                         'that')
        return notes

    def add(self, log_ns: int, data: bytes) -> Iterator[FrameResult]:
        """
        Take the next message of the bag; return the frames whose turn it is.

        :raises PartError: if the detector or the model fails
        """
        number, self._messages = self._messages, self._messages + 1
        try:
            message = decode_message(data, self.channel.msgtype, self._ros1)
        except ImageError as error:
            self._skip('they cannot be decoded', error)
            return
        stamp = message.header.stamp
        stamp_ns = stamp.sec * _SECOND + stamp.nanosec
        if stamp_ns == 0:
            stamp_ns = log_ns
            self._unstamped += 1
        for due in self._order.add(StampedMessage(message, stamp_ns, log_ns, number)):
            yield from self._recognise(due)

    def finish(self) -> Iterator[FrameResult]:
        """Return the last frames; raise as `add` does."""
        for due in self._order.rest():
            yield from self._recognise(due)

    def _recognise(self, due: StampedMessage) -> Iterator[FrameResult]:
        frame, self._frames = self._frames, self._frames + 1
        time_s = self._clock.time_s(due.stamp_ns, due.log_ns)
        pipeline = self._recogniser.pipeline
        try:
            image = self._open(due.message)
            # The same arithmetic as in the node (stamp_seconds): equal stamps, equal results
            sec, nanosec = divmod(due.stamp_ns, _SECOND)
            found = self._recogniser.recognise(image, sec + nanosec * 1e-9)
        except ImageError as error:
            self._skip('their images cannot be decoded', error)
            return
        height, width = image.shape[:2]
        record = frame_record(
            due.stamp_ns / _SECOND, due.message.header.frame_id, (width, height), found.emotions,
            detector=pipeline.detector.name, model=pipeline.classifier.name, processing_time=0.0,
            labels=reported_labels(pipeline.settings))
        yield FrameResult('', Place(self._bag, self.topic, due.stamp_ns, time_s, frame),
                          found.emotions, record,
                          self._recogniser.pictures(partial(self._whole, due.message, image),
                                                    found.emotions), due.log_ns)

    def _open(self, message: Any) -> LazyImage:
        if self.channel.msgtype == COMPRESSED:
            return self._stream.open(message)
        return open_image(message)

    def _whole(self, message: Any, image: LazyImage) -> np.ndarray:
        if self.channel.msgtype == COMPRESSED:
            # Opened again: reading more of `image` would change how the next frame is decoded.
            return open_compressed(message, 1).whole()
        return image.whole()

    def _skip(self, kind: str, error: ImageError) -> None:
        self.skipped[kind] += 1
        self._first_reasons.setdefault(kind, str(error))
