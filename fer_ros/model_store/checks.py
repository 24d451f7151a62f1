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

"""Typed reading of a JSON object, with errors that quote the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
import math
from typing import Any

from fer_ros.system import truncate
from fer_ros.values.errors import ModelError


_MAX_QUOTED = 200


class Entries:
    """The entries of a JSON object. Unknown entries are rejected."""

    def __init__(self, data: Any, where: str, known: Iterable[str],
                 optional: Iterable[str] = ()) -> None:
        """
        Take the object `data`, which messages call `where`.

        :raises ModelError: if it is not an object, an entry is unknown, or one that is not
            `optional` is missing.
        """
        self._where = where
        if not isinstance(data, Mapping):
            raise ModelError(f'{where} must be a JSON object, but is {_quote(data)}')
        known, optional = tuple(known), tuple(optional)
        for name in data:
            if name not in known + optional:
                raise ModelError(f'{where}: unknown entry {_quote(name)}; '
                                 f'known: {", ".join(known + optional)}')
        missing = [name for name in known if name not in data]
        if missing:
            raise ModelError(f'{where}: missing entry {", ".join(map(repr, missing))}')
        self._data = data

    def error(self, name: str, allowed: str) -> ModelError:
        """Return the error that quotes the entry `name` and says what is allowed."""
        return ModelError(f'{self._where}: {name} must be {allowed}, but is '
                          f'{_quote(self._data[name])}')

    def __contains__(self, name: str) -> bool:
        """Return whether the entry exists."""
        return name in self._data

    def raw(self, name: str) -> Any:
        """Return the entry unchecked."""
        return self._data[name]

    def text(self, name: str, allowed: str = 'a text, not empty') -> str:
        """Return an entry that is a text and not empty."""
        value = self._data[name]
        if not _is_text(value) or not value.strip():
            raise self.error(name, allowed)
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return an entry that is one of `choices`."""
        if self._data[name] not in choices:
            raise self.error(name, 'one of ' + ', '.join(choices))
        return self._data[name]

    def integer(self, name: str, minimum: int, maximum: int) -> int:
        """Return an entry that is an integer from `minimum` to `maximum`."""
        value = self._data[name]
        if type(value) is not int or not minimum <= value <= maximum:
            raise self.error(name, f'an integer in [{minimum}, {maximum}]')
        return value

    def number(self, name: str, minimum: float, maximum: float) -> float:
        """Return an entry that is a finite number from `minimum` to `maximum`."""
        value = self._data[name]
        if not _is_number(value) or not minimum <= value <= maximum:
            raise self.error(name, f'a number in [{minimum}, {maximum}]')
        return float(value)

    def numbers(self, name: str, count: int, positive: bool = False) -> tuple[float, ...]:
        """Return an entry that is a list of `count` finite numbers, above 0 if `positive`."""
        value = self._data[name]
        if (not isinstance(value, (list, tuple)) or len(value) != count
                or not all(_is_number(item) and (item > 0 or not positive) for item in value)):
            raise self.error(name, f"a list of {count} {'positive ' if positive else ''}numbers")
        return tuple(float(item) for item in value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return an entry that is a list of texts."""
        value = self._data[name]
        if not isinstance(value, (list, tuple)) or not all(map(_is_text, value)):
            raise self.error(name, 'a list of texts')
        return tuple(value)

    def truth(self, name: str) -> bool:
        """Return an entry that is true or false."""
        value = self._data[name]
        if type(value) is not bool:
            raise self.error(name, 'true or false')
        return value

    def table(self, name: str) -> dict[str, Any]:
        """Return an entry that is a JSON object with any content."""
        value = self._data[name]
        if not isinstance(value, Mapping):
            raise self.error(name, 'a JSON object')
        return dict(value)


def _is_number(value: Any) -> bool:
    try:
        return type(value) in (int, float) and math.isfinite(value)
    except OverflowError:  # an int that is too large for a float
        return False


def _is_text(value: Any) -> bool:
    """Return whether it is a printable text: JSON can hold lone surrogates."""
    return isinstance(value, str) and not any('\ud800' <= letter <= '\udfff'
                                              for letter in value)


def _quote(value: Any) -> str:
    """Return the value as text for a message, truncated."""
    return truncate(repr(value), _MAX_QUOTED)
