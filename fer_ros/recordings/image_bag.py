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

"""A bag of images, written from frames: for measurements and trials."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fer_ros.codec import encode_compressed, encode_image
from fer_ros.recordings.image_types import COMPRESSED, RAW, type_store
import numpy as np

TOPIC = '/camera/image_raw'
START_NS = 1_700_000_000_000_000_000


def write_image_bag(path: Path, frames: Iterable[np.ndarray], rate: float, *,
                    storage: str = 'mcap', compressed: bool = False) -> Path:
    """
    Write a bag with one image topic and return its path.

    :param path: a folder that does not exist
    :param frames: images (height, width, 3) uint8, BGR
    :param rate: frames per second, by stamp and log time
    :param storage: `mcap` or `sqlite3`
    :param compressed: as JPEG instead of `bgr8`
    """
    from rosbags.rosbag2 import StoragePlugin, Writer

    store, msgtype = type_store(), COMPRESSED if compressed else RAW
    types = store.types
    with Writer(path, version=8, storage_plugin=StoragePlugin[storage.upper()]) as writer:
        connection = writer.add_connection(TOPIC + ('/compressed' if compressed else ''), msgtype,
                                           typestore=store)
        for number, image in enumerate(frames):
            stamp = START_NS + round(number / rate * 1e9)
            sec, nanosec = divmod(stamp, 10**9)
            header = types['std_msgs/msg/Header'](
                stamp=types['builtin_interfaces/msg/Time'](sec=sec, nanosec=nanosec),
                frame_id='camera')
            fields = encode_compressed(image) if compressed else encode_image(image)
            fields['data'] = np.frombuffer(fields['data'], np.uint8)
            writer.write(connection, stamp,
                         store.serialize_cdr(types[msgtype](header=header, **fields), msgtype))
    return path
