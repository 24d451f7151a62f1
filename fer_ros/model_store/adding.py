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

"""Adds a model file to the folder of a user's models."""

from __future__ import annotations

from collections.abc import Iterable
import hashlib
from pathlib import Path

from fer_ros.model_store.folders import search_folders
from fer_ros.model_store.manifest import Manifest, plain_name, save_manifest
from fer_ros.model_store.store import PATH_SUFFIXES
from fer_ros.system import is_file, write_whole
from fer_ros.values.errors import ModelError


def free_name(wanted: str, path: Path, reserved: Iterable[str], replace: bool) -> str:
    """
    Return the name that a new model gets.

    :param wanted: name that the user wants; '' derives one from the name of the file
    :param reserved: names that a model cannot have, because they have another meaning
    :param replace: allow the name of an existing model
    :raises ModelError: if the name is invalid, or belongs to another model.
    """
    name = wanted or plain_name(path.stem if path.suffix.lower() in PATH_SUFFIXES else path.name)
    if name != plain_name(name) or name in reserved or Path(name).suffix in PATH_SUFFIXES:
        raise ModelError(f"'{name}' is not a valid name of a model; use letters, digits, "
                         f'dots, dashes and underscores, no suffix of a model file, and none of '
                         f'{", ".join(sorted(reserved))}')
    taken = [folder / f'{name}.json' for folder in search_folders()
             if is_file(folder / f'{name}.json')]
    if taken and not replace:
        raise ModelError(f"there is a model '{name}' already ({taken[0]}): choose another --name, "
                         'or --replace to use this name for the new model')
    return name


def write_model(content: bytes, manifest: Manifest, folder: Path) -> Path:
    """
    Write a model file and its manifest into a folder; return the manifest's path.

    :raises ModelError: if the manifest would be rejected
    :raises OSError: if the folder cannot be written
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / manifest.file
    write_whole(path, content, path.with_name(f'{path.name}.part'))
    return save_manifest(manifest, folder)


def sha256(content: bytes) -> str:
    """Return the sha256 of a model file for its manifest."""
    return hashlib.sha256(content).hexdigest()
