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

"""Files that users and other files name: any text, and files of any size."""

from __future__ import annotations

import errno
from pathlib import Path


def named_path(text: str) -> Path:
    """Return the path that a text names, with `~` expanded where there is such a user."""
    path = Path(text)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):
        return path


def is_file(path: Path) -> bool:
    """Say whether there is such a file; a text that can be no path names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_at_most(path: Path, most: int) -> bytes:
    """
    Return the content of a file.

    :param most: the largest size in bytes
    :raises OSError: if it cannot be read, or is larger
    """
    with open(path, 'rb') as file:
        # One that tells no size, such as a pipe or a device, is found out by the reading.
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f'it is larger than {most} bytes', str(path))
    return content
