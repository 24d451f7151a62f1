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

"""The folders that are searched for models and weights."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
import os
from pathlib import Path

from fer_ros.system import expand_path, share_dir
from fer_ros.values.errors import ModelError

FOLDERS_VARIABLE = 'FER_ROS_MODELS'


def cache_folder() -> Path:
    """
    Return the user's folder for fetched files (it may not exist yet).

    :raises ModelError: if the user has no home folder.
    """
    return _user_folder('XDG_CACHE_HOME', '.cache')


def models_folder() -> Path:
    """
    Return the folder for models that the user adds (it may not exist yet).

    :raises ModelError: if $FER_ROS_MODELS names no folder and the user has no home folder.
    """
    named = _named_folders()
    return named[0] if named else _user_folder('XDG_DATA_HOME', '.local/share') / 'models'


def _user_folder(variable: str, default: str) -> Path:
    # The XDG base directory specification says that relative values are ignored.
    base = os.environ.get(variable, '')
    try:
        return (Path(base) if os.path.isabs(base) else Path.home() / default) / 'fer_ros'
    # The user has no entry in the user database, for example in a container.
    except RuntimeError as error:
        raise ModelError(f'this user has no home folder: set $HOME, ${variable} or '
                         f'${FOLDERS_VARIABLE}') from error


def user_folders() -> list[Path]:
    """Return the folders of `$FER_ROS_MODELS` (split as `$PATH` is) and the cache, in order."""
    return [*_named_folders(), *_existing(cache_folder)]


def search_folders() -> list[Path]:
    """Return the folders to search for emotion models: the user's, then the shipped one."""
    folders = [*_named_folders(), *_existing(models_folder), *_existing(cache_folder),
               share_dir() / 'models']
    return list(dict.fromkeys(folders))


def _existing(folder: Callable[[], Path]) -> list[Path]:
    """Return the folder, or nothing if the user has no home folder."""
    try:
        return [folder()]
    except ModelError:
        return []


def _named_folders() -> list[Path]:
    named = os.environ.get(FOLDERS_VARIABLE, '').split(os.pathsep)
    return [expand_path(folder) for folder in named if folder]


def package_folder(package: str) -> Path | None:
    """Return the folder of a Python package without importing it; None if it is not installed."""
    try:
        spec = find_spec(package)
    # ValueError: a module of that name was put into sys.modules by hand.
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) if places else None


def folders_text(folders: list[Path]) -> str:
    """Say for an error message which folders were searched."""
    return f"searched: {', '.join(map(str, folders))} (more by ${FOLDERS_VARIABLE})"
