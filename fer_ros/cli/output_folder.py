"""What a user is told when results cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_ros.values.errors import FerRosError


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn the system's errors in the block into a FerRosError that names the folder."""
    try:
        yield
    except OSError as error:
        raise FerRosError(f"cannot write to '{folder}': {error}") from error
