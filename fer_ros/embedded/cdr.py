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

"""Messages to CDR bytes and back."""

from __future__ import annotations

from fer_ros.embedded.interfaces import STORE
import numpy as np
from rosbags.interfaces import Nodetype

# Bytes of the encapsulation header of classic CDR. Its last byte counts the padding (RTPS 2.5,
# 10.2.1.2).
_HEADER = 4


def encode(message, prefix: bytes = b'') -> memoryview:
    """
    Return a message as CDR with its header, padded to four bytes.

    :param prefix: bytes before the message, such as the header of a service request
    :raises ValueError: if a field has a value that its type does not allow
    """
    try:
        return _encode(message, prefix)
    except Exception as error:  # generated code may raise anything on values of any type
        raise ValueError(f'a field of this {message.__msgtype__} has a value that its type does '
                         f'not allow: {error!r}') from error


def serialize(message) -> bytes:
    """
    Return a message as CDR with its header.

    :raises ValueError: if a field has a value that its type does not allow
    """
    return bytes(encode(message))


def _encode(message, prefix: bytes) -> memoryview:
    definition, start = STORE.get_msgdef(message.__msgtype__), len(prefix)
    size = definition.getsize_cdr(start, message, STORE)
    end = _HEADER + size
    buffer = np.empty((end + 3) & ~3, np.uint8)
    # rosbags does not write the alignment gaps. They must be zero; the pixels of an image, which
    # are its last field, have none.
    buffer[:end - _last_array_bytes(message)] = 0
    buffer[end:] = 0
    buffer[:_HEADER] = (0, 1, 0, -size % 4)
    view = buffer.data
    if prefix:
        view[_HEADER:_HEADER + start] = prefix
    definition.serialize_cdr_le(view[_HEADER:end], start, message, STORE)
    return view


def _last_array_bytes(message) -> int:
    """Return the bytes of the last field if it is an array of numbers, otherwise 0."""
    name, (node, argument) = STORE.fielddefs[message.__msgtype__][1][-1]
    is_array = (node in (Nodetype.ARRAY, Nodetype.SEQUENCE) and argument[0][0] == Nodetype.BASE
                and argument[0][1][0] != 'string')
    return getattr(message, name).nbytes if is_array else 0


def decode(data: bytes, name: str, skip: int = 0):
    """
    Return the message `name` in `data`; its arrays of numbers are views, not copies.

    :param skip: bytes between the header and the message
    :raises ValueError: if `data` is not a valid message of this type
    """
    view = memoryview(data)
    if len(view) < _HEADER:
        raise ValueError(f'{len(view)} bytes are too few for {name}')
    definition = STORE.get_msgdef(name)
    read = definition.deserialize_cdr_le if view[1] & 1 else definition.deserialize_cdr_be
    try:
        return read(view[_HEADER:], skip, definition.cls, STORE)[0]
    except Exception as error:  # generated code may raise anything on arbitrary bytes
        raise ValueError(f'{len(view)} bytes that are not a {name}: {error!r}') from error
