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

"""The folders that models and weights are looked for in."""

from __future__ import annotations

import os
from pathlib import Path

from fer_ros.system import share_dir

FOLDERS_VARIABLE = 'FER_ROS_MODELS'


def cache_folder() -> Path:
    """Return the user's folder for fetched files (it may not exist yet)."""
    # The XDG base directory specification wants a relative value ignored.
    base = os.environ.get('XDG_CACHE_HOME', '')
    return (Path(base) if os.path.isabs(base) else Path.home() / '.cache') / 'fer_ros'


def user_folders() -> list[Path]:
    """Return the folders of `$FER_ROS_MODELS` (split as `$PATH` is) and the cache, in order."""
    named = os.environ.get(FOLDERS_VARIABLE, '').split(os.pathsep)
    return [Path(folder).expanduser() for folder in named if folder] + [cache_folder()]


def search_folders() -> list[Path]:
    """Return the folders that emotion models are searched in: the user's, then the shipped."""
    return [*user_folders(), share_dir() / 'models']


def folders_text(folders: list[Path]) -> str:
    """Say for an error message which folders were searched."""
    return f"searched: {', '.join(map(str, folders))} (more by ${FOLDERS_VARIABLE})"
