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

"""Reads and changes the fields of a protocol buffer (protobuf.dev, "Encoding")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

# Written by hand: the package `onnx` has 30 MB, and nothing else in it is needed to run models.


class Field(NamedTuple):
    """A field of a message: its number, its value, and all its bytes with the key."""

    number: int
    value: memoryview | int
    raw: memoryview


def fields(data: memoryview) -> Iterator[Field]:
    """
    Yield the fields of a message. The value of a fixed-width field is its bytes.

    :raises ValueError: if it is not a message
    :raises IndexError: if it is cut off
    """
    place = 0
    while place < len(data):
        start = place
        key, place = _number(data, place)
        kind = key & 7
        if kind == 0:
            value, place = _number(data, place)
            yield Field(key >> 3, value, data[start:place])
            continue
        if kind == 2:
            size, place = _number(data, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f'a field of the kind {kind} at byte {place}')
        if size > len(data) - place:
            raise ValueError(f'a field of {size} bytes, where {len(data) - place} are left')
        yield Field(key >> 3, data[place:place + size], data[start:place + size])
        place += size


def changed(data: memoryview, path: tuple[int, ...],
            change: Callable[[memoryview], bytes]) -> bytes:
    """
    Return a message in which the messages at a path of field numbers were changed.

    :param path: the field numbers that lead there; of a repeated field, all values are changed
    :param change: function that takes the bytes of a message and returns the new bytes
    :raises ValueError: if it is not a message
    :raises IndexError: if it is cut off
    """
    if not path:
        return change(data)
    return b''.join(
        delimited(field.number, changed(field.value, path[1:], change))
        if field.number == path[0] and isinstance(field.value, memoryview) else field.raw
        for field in fields(data))


def delimited(number: int, value: bytes) -> bytes:
    """Return a field with a number and bytes as its value: a text or a message."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    """Return a number of variable length."""
    result = bytearray()
    while number > 0x7F:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    result.append(number)
    return bytes(result)


def _number(data: memoryview, place: int) -> tuple[int, int]:
    """Return a number of variable length and the position after it."""
    result = shift = 0
    while True:
        byte = data[place]
        place += 1
        result |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return result, place
        if shift > 63:
            raise ValueError(f'a number of more than ten bytes at byte {place}')
