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

"""Finds emotion models by name or path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fer_ros.model_store.file_kinds import SUFFIXES, unsupported_suffix
from fer_ros.model_store.folders import folders_text, search_folders
from fer_ros.model_store.manifest import load_manifest, Manifest
from fer_ros.model_store.session import read_checked
from fer_ros.system import expand_path, is_file
from fer_ros.values.errors import ModelError
from fer_ros.values.settings import DEFAULT_MODEL

PATH_SUFFIXES = (*SUFFIXES, '.json')
_ADD = 'add the model with: fer_ros models add'


@dataclass(frozen=True)
class StoredModel:
    """A model's manifest and the path of its file."""

    manifest: Manifest
    path: Path


@dataclass(frozen=True)
class ListedModel:
    """A model found in a folder; if it is broken, `model` is None and `problem` says why."""

    name: str
    manifest_path: Path
    model: StoredModel | None
    problem: str = ''


def find_model(model: str) -> StoredModel:
    """
    Return the emotion model that is called `model` or lies at that path.

    A path ends in `.onnx`, `.keras`, `.h5`, `.hdf5` or `.json`. `default` is the model that the
    node uses by default. Any other name is searched in the folders of `$FER_ROS_MODELS`, the
    user's models and cache, and the shipped models; the first found wins. The content of the
    model file is checked when it is opened, not here.

    :raises ModelError: if it does not exist (the message lists the models) or is broken.
    """
    if model == 'default':
        model = DEFAULT_MODEL
    path = expand_path(model)
    if path.suffix in PATH_SUFFIXES:
        return _model_at(path)
    folders = search_folders()
    for folder in folders:
        manifest_path = folder / f'{model}.json'
        # A name with path parts would lead out of the folder.
        if manifest_path.parent == folder and is_file(manifest_path):
            return _model_at(manifest_path)
    check_other_file(path)
    names = sorted({listed.name for listed in list_models()}) or ['none']
    raise ModelError(f"unknown model '{model}'; available: {', '.join(names)}; "
                     f'{folders_text(folders)}')


def list_models() -> list[ListedModel]:
    """
    Return the models that `find_model` finds by name, sorted by name.

    Broken models are included, so that a user sees why a model cannot be used.
    """
    found: dict[str, ListedModel] = {}
    for folder in search_folders():
        for path in _manifests(folder):
            if path.stem not in found:
                try:
                    found[path.stem] = ListedModel(path.stem, path, _model_at(path))
                except ModelError as error:
                    found[path.stem] = ListedModel(path.stem, path, None, str(error))
    return [found[name] for name in sorted(found)]


def _manifests(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob('*.json')) if folder.is_dir() else []
    except OSError:  # a folder of another user
        return []


def check_other_file(path: Path) -> None:
    """
    Check that a text that does not name a model is not the path of another kind of file.

    :raises ModelError: if it is; says what the file is, and what to do.
    """
    problem = unsupported_suffix(path)
    if is_file(path):
        read_checked(path)
        problem = problem or (f'has no suffix of a model file ({", ".join(SUFFIXES)}); '
                              f'{_ADD} {path}')
    elif is_file(path / 'saved_model.pb'):
        problem = unsupported_suffix(path / 'saved_model.pb')
    if problem:
        raise ModelError(f"'{path}' {problem}")


def _model_at(path: Path) -> StoredModel:
    """Return the model with the manifest or the model file at `path`."""
    if not is_file(path):
        raise ModelError(f"there is no model file '{path}'")
    manifest_path = path.with_suffix('.json')
    if not is_file(manifest_path):
        read_checked(path)
        raise ModelError(f"the model '{path}' has no manifest: {manifest_path} is missing, which "
                         f'describes input and output; {_ADD} {path}')
    manifest = load_manifest(manifest_path)
    if path.suffix != '.json' and path.name != manifest.file:
        raise ModelError(f"{manifest_path} is the manifest of '{manifest.file}', "
                         f"not of '{path.name}'")
    model_path = path.with_name(manifest.file)
    if not is_file(model_path):
        raise ModelError(f"the model file '{model_path}' that {manifest_path} names is missing")
    # In a workspace with symlinks, both are links into the same folder.
    if model_path.resolve().parent not in (manifest_path.resolve().parent,
                                           manifest_path.parent.resolve()):
        raise ModelError(f"the model file '{model_path}' is a link to "
                         f"'{model_path.resolve()}', out of the folder of its manifest")
    return StoredModel(manifest, model_path)
