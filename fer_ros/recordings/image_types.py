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

"""The messages of images in bags: their types, and their bytes decoded."""

from __future__ import annotations

from functools import cache
from typing import Any

from fer_ros.system import install_line, share_dir, truncate
from fer_ros.values.errors import ImageError, MissingDependencyError

RAW, COMPRESSED = 'sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage'
IMAGE_TYPES = RAW, COMPRESSED
_ZSTD = b'\x28\xb5\x2f\xfd'  # magic number of a Zstandard frame (RFC 8878, 3.1.1)


def require_rosbags() -> None:
    """
    Check that bags can be read.

    :raises MissingDependencyError: if rosbags is not installed
    """
    try:
        import rosbags.rosbag2  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(
            f'bags need rosbags: {install_line("rosbags>=0.11.6,<0.12")}') from error


@cache
def type_store(ros1: bool = False) -> Any:
    """Return the rosbags type store of the common interfaces and, of ROS 2, of fer_ros."""
    from rosbags.typesys import get_types_from_msg, get_typestore, Stores

    # The interfaces that fer_ros uses are the same in all distributions of ROS 2.
    store = get_typestore(Stores.ROS1_NOETIC if ros1 else Stores.ROS2_HUMBLE)
    if not ros1:
        for path in sorted((share_dir() / 'msg').glob('*.msg')):
            store.register(get_types_from_msg(path.read_text(encoding='utf-8'),
                                              f'fer_ros/msg/{path.stem}'))
    return store


def foreign_definition(msgtype: str, digest: str, definition: str, serialization: str) -> str:
    """
    Return why messages of an image topic cannot be decoded; empty if they can.

    :param digest: hash of the type (RIHS01), empty if the bag has none
    :param definition: text of the definition, empty if the bag has none
    """
    if msgtype not in IMAGE_TYPES:
        return ''
    if serialization != 'cdr':
        return f"its serialization format is '{truncate(serialization)}', not cdr"
    store = type_store()
    if digest.startswith('RIHS01_'):
        same = digest == store.hash_rihs01(msgtype)
    else:
        same = not definition or _fields(definition, msgtype) == store.fielddefs[msgtype][1]
    return '' if same else f'its definition is not that of {msgtype}'


def _fields(definition: str, msgtype: str) -> Any:
    from rosbags.typesys import get_types_from_idl, get_types_from_msg

    try:
        # Storages that hold IDL begin with such a line.
        types = (get_types_from_idl(definition.split('\n', 2)[2]) if definition.startswith('=====')
                 else get_types_from_msg(definition, msgtype))
        return types[msgtype][1]
    except Exception:  # rosbags raises its own errors and those of its parser
        return None


def decode_message(data: bytes, msgtype: str, ros1: bool) -> Any:
    """
    Return the message in `data`, decompressed if the bag compresses each message.

    :raises ImageError: if `data` is not such a message
    """
    try:
        if data[:4] == _ZSTD:
            import zstandard
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        store = type_store(ros1)
        return (store.deserialize_ros1 if ros1 else store.deserialize_cdr)(data, msgtype)
    except Exception as error:  # generated code may raise anything on arbitrary bytes
        raise ImageError(f'{len(data)} bytes are not a {msgtype}: '
                         f'{str(error) or type(error).__name__}') from error
