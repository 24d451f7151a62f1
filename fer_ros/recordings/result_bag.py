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

"""A small bag with the results, to be played together with the bag of the images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fer_ros.codec import encode_compressed
from fer_ros.outputs.emotion_message import build_emotion_array
from fer_ros.outputs.results import FrameResult
from fer_ros.recordings.image_types import COMPRESSED, type_store
from fer_ros.recordings.storage import reason_of
from fer_ros.system import printable
from fer_ros.values.errors import FerRosError
import numpy as np

EMOTIONS = 'fer_ros/msg/EmotionArray'
_SECOND = 1_000_000_000


def result_topics(topics: Sequence[str]) -> dict[str, str]:
    """
    Return the namespace of the results for each image topic.

    It is that of the node: `/fer` for one camera, and below the camera's namespace for several.

    >>> result_topics(['/left/image_raw', '/right/image_raw'])
    {'/left/image_raw': '/left/fer', '/right/image_raw': '/right/fer'}
    """
    if len(topics) == 1:
        return {topics[0]: '/fer'}
    parents = {topic: topic.split(' ')[0].rsplit('/', 1)[0] for topic in topics}
    counts = Counter(parents.values())
    return {topic: f'{parents[topic] if counts[parents[topic]] == 1 else _as_name(topic)}/fer'
            for topic in topics}


def _as_name(topic: str) -> str:
    """Return a topic as a namespace, also one with its type in parentheses."""
    return topic.replace(' (', '/').replace(')', '')


class ResultBag:
    """
    An MCAP bag with an EmotionArray for each frame and, if asked for, annotated images.

    The messages have the headers and log times of the images. `processing_time` is 0, so that two
    runs write the same bytes.
    """

    def __init__(self, path: Path, topics: Sequence[str], *, annotate: bool) -> None:
        """
        Start the bag, a folder that must not exist.

        :param topics: the image topics, as the results name them
        :raises FerRosError: if it cannot be written
        """
        from rosbags.rosbag2 import StoragePlugin, Writer

        self._path, self._store = path, type_store()
        self._interface = self._store.types.__getitem__
        try:
            # Humble cannot read version 9.
            self._writer = Writer(path, version=8, storage_plugin=StoragePlugin.MCAP)
            self._writer.open()
            spaces = result_topics(topics)
            self._emotions = {topic: self._add(f'{spaces[topic]}/emotions', EMOTIONS)
                              for topic in topics}
            self._images = {topic: self._add(f'{spaces[topic]}/image_annotated/compressed',
                                             COMPRESSED) for topic in topics} if annotate else {}
        except Exception as error:
            raise self._error(error) from error

    def _add(self, topic: str, msgtype: str) -> Any:
        return self._writer.add_connection(topic, msgtype, typestore=self._store)

    def write(self, result: FrameResult) -> None:
        """Add a frame, as `Writer` says."""
        assert result.place.stamp_ns is not None
        record, (sec, nanosec) = result.record, divmod(result.place.stamp_ns, _SECOND)
        header = self._interface('std_msgs/msg/Header')(
            stamp=self._interface('builtin_interfaces/msg/Time')(sec=sec, nanosec=nanosec),
            frame_id=record['frame_id'])
        message = build_emotion_array(
            self._interface, partial(np.asarray, dtype=np.float32), header, result.emotions,
            (record['image_width'], record['image_height']), detector=record['detector'],
            model=record['model'], processing_time=0.0, labels=record['labels'])
        self._put(self._emotions[result.place.topic], result.log_ns, message, EMOTIONS)
        image = self._images.get(result.place.topic)
        if image is not None:
            fields = encode_compressed(result.pictures.annotated)
            drawn = self._interface(COMPRESSED)(
                header=header, format=fields['format'],
                data=np.frombuffer(fields['data'], np.uint8))
            self._put(image, result.log_ns, drawn, COMPRESSED)

    def _put(self, connection: Any, log_ns: int, message: Any, msgtype: str) -> None:
        data = self._store.serialize_cdr(message, msgtype)
        try:
            self._writer.write(connection, log_ns, data)
        except OSError as error:
            raise self._error(error) from error

    def close(self, whole: bool) -> None:
        """Finish the bag."""
        try:
            self._writer.close()
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> FerRosError:
        return FerRosError(f"cannot write the bag '{printable(self._path)}': {reason_of(error)}")
