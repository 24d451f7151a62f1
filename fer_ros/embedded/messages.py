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

"""Message classes with the same interface as those that rosidl generates for Python."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
from rosbags.interfaces import Nodetype

_DTYPES = {'bool': '?', 'byte': 'u1', 'char': 'u1', 'int8': 'i1', 'uint8': 'u1', 'int16': 'i2',
           'uint16': 'u2', 'int32': 'i4', 'uint32': 'u4', 'int64': 'i8', 'uint64': 'u8',
           'float32': 'f4', 'float64': 'f8'}


def make_message_class(name: str, definition, find: Callable[[str], type]) -> type:
    """
    Return the class of the message `name`.

    The class takes keywords, has default values, rejects unknown fields, and stores arrays of
    numbers as NumPy arrays. It does not copy a buffer that is assigned.

    :param definition: constants and fields as rosbags describes them
    :param find: function that returns the class of another message by name
    """
    constants, fields = definition
    names = tuple(field for field, _ in fields)
    dtypes = {field: dtype for field, kind in fields if (dtype := _array_dtype(kind))}
    # Nested classes must exist before the first message is decoded.
    makers = {field: _default_maker(kind, find) for field, kind in fields}

    def __init__(self, *values: Any, **keywords: Any) -> None:
        given = dict(zip(names, values, strict=False)) | keywords  # rosbags uses positions
        for field in names:
            setattr(self, field, given.pop(field) if field in given else makers[field]())
        if given:
            raise AttributeError(f'{name} has no field {", ".join(map(repr, given))}; it has: '
                                 f'{", ".join(names)}')

    def __setattr__(self, field: str, value: Any) -> None:
        if field in dtypes:
            value = _to_array(value, dtypes[field])
        object.__setattr__(self, field, value)

    def __repr__(self) -> str:
        return f'{name}(' + ', '.join(f'{field}={getattr(self, field)!r}'
                                      for field in names) + ')'

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            np.array_equal(getattr(self, field), getattr(other, field)) for field in names)

    def get_fields_and_field_types(cls) -> dict[str, str]:
        return {field: _type_text(kind) for field, kind in fields}

    return type(name.rsplit('/', 1)[-1], (), {
        '__slots__': names, '__doc__': f'The interface {name}.', '__msgtype__': name,
        '__init__': __init__, '__setattr__': __setattr__, '__repr__': __repr__,
        '__eq__': __eq__, '__hash__': None,
        'get_fields_and_field_types': classmethod(get_fields_and_field_types),
        **{constant: value for constant, _, value in constants}})


def _array_dtype(kind) -> str | None:
    """Return the dtype of an array of numbers, or None for other fields."""
    node, argument = kind
    if node not in (Nodetype.ARRAY, Nodetype.SEQUENCE) or argument[0][0] != Nodetype.BASE:
        return None
    return _DTYPES.get(argument[0][1][0])


def _to_array(value: Any, dtype: str) -> np.ndarray:
    if isinstance(value, np.ndarray):
        return value.astype(dtype, copy=False)
    if isinstance(value, (bytes, bytearray, memoryview)) or (
            isinstance(value, array) and np.dtype(value.typecode) == np.dtype(dtype)):
        return np.frombuffer(value, dtype) if len(value) else np.empty(0, dtype)
    return np.asarray(value, dtype)


def _default_maker(kind, find: Callable[[str], type]) -> Callable[[], Any]:
    node, argument = kind
    if node == Nodetype.NAME:
        return find(argument)
    if node == Nodetype.BASE:
        base = argument[0]
        value = '' if base == 'string' else np.zeros((), _DTYPES[base]).item()
        return lambda: value
    element, size = argument
    dtype, count = _array_dtype(kind), size if node == Nodetype.ARRAY else 0
    if dtype:
        return lambda: np.zeros(count, dtype)
    make = _default_maker(element, find)
    return lambda: [make() for _ in range(count)]


def _type_text(kind) -> str:
    node, argument = kind
    if node == Nodetype.NAME:
        return argument.replace('/msg/', '/')
    if node == Nodetype.BASE:
        return {'float32': 'float', 'float64': 'double', 'bool': 'boolean',
                'byte': 'octet'}.get(argument[0], argument[0])
    element, size = argument
    if node == Nodetype.ARRAY:
        return f'{_type_text(element)}[{size}]'
    return f'sequence<{_type_text(element)}{f", {size}" if size else ""}>'
