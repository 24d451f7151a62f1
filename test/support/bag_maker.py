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

"""Bags for the tests, written with rosbags."""

from collections.abc import Sequence
from pathlib import Path

from fer_ros.codec import encode_compressed, encode_image
import numpy as np

RAW, COMPRESSED = 'sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage'
START_NS = 1_700_000_000_000_000_000
LOG_DELAY_NS = 2_000_000


class BagMaker:
    """Writes bags of images that move a little from frame to frame."""

    def __init__(self, folder: Path, portrait: np.ndarray) -> None:
        """Take the folder for the bags, and the image."""
        from rosbags.typesys import get_typestore, Stores

        self.folder, self._portrait = folder, portrait
        self.store = get_typestore(Stores.ROS2_HUMBLE)

    def message(self, image: np.ndarray, stamp_ns: int, msgtype: str = RAW):
        """Return an image message."""
        types = self.store.types
        sec, nanosec = divmod(stamp_ns, 10**9)
        header = types['std_msgs/msg/Header'](
            stamp=types['builtin_interfaces/msg/Time'](sec=sec, nanosec=nanosec),
            frame_id='optical')
        fields = encode_image(image) if msgtype == RAW else encode_compressed(image)
        fields['data'] = np.frombuffer(fields['data'], np.uint8)
        return types[msgtype](header=header, **fields)

    def frame(self, number: int) -> np.ndarray:
        """Return the portrait, moved by `number` pixels."""
        return np.ascontiguousarray(np.roll(self._portrait, number, axis=1))

    def write(self, name: str, topics: dict[str, Sequence[int]] | None = None, *,
              storage: str = 'MCAP', msgtype: str = RAW, types: dict[str, str] | None = None,
              mode: str = 'NONE', log: Sequence[int] | None = None, frames: int = 8) -> Path:
        """
        Write a bag.

        :param topics: the stamps of each topic in nanoseconds, by default one topic at 10 Hz
        :param types: the types of topics that are not of `msgtype`
        :param log: log times in nanoseconds, by default shortly after the stamps
        """
        from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer

        topics = topics or {'/camera/image_raw': stamps(frames)}
        path = self.folder / name
        writer = Writer(path, version=8, storage_plugin=StoragePlugin[storage])
        writer.set_compression(CompressionMode[mode], CompressionFormat.ZSTD)
        with writer:
            messages = []
            for topic, times in topics.items():
                kind = (types or {}).get(topic, msgtype)
                connection = writer.add_connection(topic.split(' ')[0], kind,
                                                   typestore=self.store)
                for number, stamp in enumerate(times):
                    data = self.store.serialize_cdr(
                        self.message(self.frame(number), stamp, kind), kind)
                    at = log[number] if log else stamp + LOG_DELAY_NS
                    messages.append((at, connection, data))
            for at, connection, data in sorted(messages, key=lambda message: message[0]):
                writer.write(connection, at, data)
        return path


def stamps(count: int, period_ns: int = 100_000_000, start_ns: int = START_NS) -> list[int]:
    """Return stamps at a fixed rate."""
    return [start_ns + number * period_ns for number in range(count)]
