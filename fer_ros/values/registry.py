"""A registry of named parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from fer_ros.values.errors import SettingError

Part = TypeVar('Part')


class Registry(Generic[Part]):
    """
    Factories of one kind of part, by name.

    A factory imports what its part needs when it is called, so that registering costs nothing.
    """

    def __init__(self, kind: str) -> None:
        """Start an empty registry; `kind` names the parts in error messages."""
        self._kind = kind
        self._factories: dict[str, Callable[..., Part]] = {}

    def register(self, name: str) -> Callable[[Callable[..., Part]], Callable[..., Part]]:
        """Return a decorator that files a factory under `name`."""
        def file(factory: Callable[..., Part]) -> Callable[..., Part]:
            self._factories[name] = factory
            return factory
        return file

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(self._factories)

    def create(self, name: str, *args, **kwargs) -> Part:
        """
        Build the part called `name`.

        :raises SettingError: if there is none; the message lists the names that exist.
        """
        if name not in self._factories:
            raise SettingError(f"unknown {self._kind} '{name}'; "
                               f"available: {', '.join(self.names())}")
        return self._factories[name](*args, **kwargs)
