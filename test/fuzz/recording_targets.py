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

"""Targets: recordings and the tables about them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
import tempfile

from fer_ros.recordings.agreement.coded import read_coded
from fer_ros.recordings.agreement.table import read_labels
from fer_ros.recordings.bag import Bag
from fer_ros.recordings.image_bag import write_image_bag
from fer_ros.recordings.image_types import decode_message
from fer_ros.recordings.selection import Selection
from fer_ros.values.errors import ImageError
from file_targets import folder
import numpy as np
from targets import target

_CSV = [b'start', b'end', b'label', b'face', b'bag', b'topic', b'time_s', b'happy', b'sad', b'"',
        b',', b';', b'\t', b'\n', b'\r', b'\0', b'-1', b'1:02', b'nan', b'1e999', b':', b'9' * 400,
        b'\xff', b'\xef\xbb\xbf', b'x' * 140_000]


@lru_cache
def _bag(storage: str) -> bytes:
    frames = [np.full((8, 12, 3), number, np.uint8) for number in range(3)]
    with tempfile.TemporaryDirectory() as place:
        path = write_image_bag(Path(place) / 'bag', frames, 10.0, storage=storage)
        file, = (one for one in path.iterdir() if one.suffix in ('.mcap', '.db3'))
        return file.read_bytes()


def _read(name: str, data: bytes) -> None:
    path = folder() / name
    path.write_bytes(data)
    with Bag(path) as bag:
        channels, _ = Selection().choose(bag.channels)
        for (_, msgtype), _, content in bag.messages([one.key for one in channels]):
            try:
                decode_message(content, msgtype, ros1=False)
            except ImageError:
                continue
        str(bag.shortfall)


@target('mcap', lambda: [_bag('mcap')])
def mcap(data: bytes) -> None:
    """Read an MCAP file as far as it goes."""
    _read('fuzz.mcap', data)


@target('db3', lambda: [_bag('sqlite3')])
def db3(data: bytes) -> None:
    """Read an SQLite file of rosbag2 as far as it goes."""
    _read('fuzz.db3', data)


@target('coder', lambda: [b'start,end,label,face\n0,1,happy,f1\n1:00,1:02.5,joy,\n',
                          b'onset;offset;code\n0;1;anger\n'], _CSV)
def coder(data: bytes) -> None:
    """Read a table of labelled intervals."""
    path = folder() / 'coder.csv'
    path.write_bytes(data)
    read_coded(path)


@target('emotions-csv', lambda: [
    b'bag,topic,time_s,face_id,width,height,label\nvisit,/cam,0.1,f1,10,12,happy\n'], _CSV)
def emotions_csv(data: bytes) -> None:
    """Read the labels of a recording."""
    path = folder() / 'emotions.csv'
    path.write_bytes(data)
    read_labels(path)
