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

"""A registry of named parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
import inspect
from typing import Any, Generic, TypeVar

from fer_ros.system import truncate
from fer_ros.values.errors import FerRosError, SettingError

Part = TypeVar('Part')


class Registry(Generic[Part]):
    """
    Factories of one kind of part, by name.

    A factory imports what its part needs when it is called, so registering costs nothing. Other
    packages add factories by entry points; they cannot replace the parts of fer_ros.
    """

    def __init__(self, kind: str, group: str = '', base: type = object) -> None:
        """
        Start an empty registry.

        :param kind: name of the kind in error messages
        :param group: of entry points that add factories; empty for none
        :param base: class that the parts of other packages must be of
        """
        self._kind, self._group = kind, group
        self._base: Any = base
        self._factories: dict[str, Callable[..., Part]] = {}

    def register(self, name: str) -> Callable[[Callable[..., Part]], Callable[..., Part]]:
        """Return a decorator that registers a factory under `name`."""
        def add(factory: Callable[..., Part]) -> Callable[..., Part]:
            self._factories[name] = factory
            return factory
        return add

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted({*self._factories, *self._entry_points()})

    def create(self, name: str, *args, optional: Mapping[str, Any] | None = None,
               **kwargs) -> Part:
        """
        Build the part called `name`.

        :param optional: keyword arguments for factories that have such parameters
        :raises SettingError: if there is none, with the names that exist, or if another package
            gives something else
        """
        if name in self._factories:
            return _call(self._factories[name], args, kwargs, optional)
        added = self._entry_points()
        if name not in added:
            raise SettingError(f"unknown {self._kind} '{name}'; "
                               f"available: {', '.join(self.names())}")
        try:
            part = _call(added[name].load(), args, kwargs, optional)
        except FerRosError:
            raise
        # Another package's code, which may raise anything
        except Exception as error:
            raise SettingError(f"the {self._kind} '{name}' ({added[name].value}) cannot be used: "
                               f'{type(error).__name__}: {error}') from error
        if not isinstance(part, self._base):
            raise SettingError(f"the {self._kind} '{name}' ({added[name].value}) gave "
                               f'{truncate(repr(part))}, but must give a subclass of '
                               f'{self._base.__module__}.{self._base.__name__}')
        return part

    def _entry_points(self) -> dict:
        return ({point.name: point for point in entry_points(group=self._group)}
                if self._group else {})


def _call(factory: Callable[..., Part], args: tuple, kwargs: dict[str, Any],
          optional: Mapping[str, Any] | None) -> Part:
    if optional:
        known = inspect.signature(factory).parameters
        kwargs = kwargs | {name: value for name, value in optional.items() if name in known}
    return factory(*args, **kwargs)
