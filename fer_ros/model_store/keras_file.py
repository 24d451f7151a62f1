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

"""Checks Keras files before Keras loads them: they must not contain code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
import zipfile

from fer_ros.model_store.session import MAX_SIZE
from fer_ros.system import truncate
from fer_ros.values.errors import ModelError

# Layers that contain Python functions or load other files: a SavedModel, a pickled Torch module, a
# text file of words. Keras before 3.9 ran the code of some of them despite safe_mode
# (CVE-2025-1550), and Keras before 3.11.3 that in .h5 files (CVE-2025-9905).
REJECTED = ('Lambda', '__lambda__', 'TFSMLayer', 'TorchModuleWrapper', 'JaxLayer', 'FlaxLayer',
            'StringLookup', 'IntegerLookup', 'TextVectorization')
# Modules that the classes and functions of a model may come from
_MODULES = ('builtins', 'keras', 'tensorflow.keras', 'tensorflow.python.keras', 'tf_keras')
# In bytes; the configuration of a network with a thousand layers has some megabytes.
_MAX_CONFIG = 64 << 20


def check_keras(path: Path) -> None:
    """
    Check that a `.keras`, `.h5` or `.hdf5` file contains only Keras's own layers.

    :raises ModelError: if it contains or names code, is too large or cannot be read
    """
    try:
        config = _config(path)
    except ModelError:
        raise
    # zipfile, json and h5py raise many kinds of exceptions for a damaged file.
    except Exception as error:
        raise ModelError(f"cannot read '{path}' as a Keras model: {error}; download or copy it "
                         'again if it is incomplete') from error
    if config is None:
        raise ModelError(
            f"'{path}' holds weights without the network that they belong to: build the network "
            f"in Python as its authors did, then call model.load_weights('{path.name}') and "
            "model.save('model.keras')")
    _check(config, path)


def saved_version(path: Path) -> str:
    """Return the version of Keras that saved a file, '' if it is not stored."""
    try:
        if path.suffix == '.keras':
            with zipfile.ZipFile(path) as archive:
                version = json.loads(archive.read('metadata.json')).get('keras_version', '')
        else:
            import h5py

            with h5py.File(path, 'r') as file:
                version = file.attrs.get('keras_version', '')
    # zipfile, json and h5py raise many kinds of exceptions for a damaged file.
    except Exception:
        return ''
    return truncate(version.decode() if isinstance(version, bytes) else str(version), 40)


def _config(path: Path) -> Any:
    if path.suffix == '.keras':
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_SIZE:
                raise ModelError(f"'{path}' is rejected: unpacked it has more than {MAX_SIZE} "
                                 'bytes')
            if archive.getinfo('config.json').file_size > _MAX_CONFIG:
                raise ModelError(f"'{path}' is rejected: its config.json has more than "
                                 f'{_MAX_CONFIG} bytes')
            return json.loads(archive.read('config.json'))
    import h5py

    with h5py.File(path, 'r') as file:
        return json.loads(file.attrs.get('model_config', 'null'))


def _check(config: Any, path: Path) -> None:
    waiting = [config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
            name, module = value.get('class_name'), value.get('module')
            if name in REJECTED or (isinstance(name, str) and name.endswith('>Lambda')):
                raise refusal(path, f'a {name} layer' if name[0] != '_' else 'a Lambda layer')
            if isinstance(module, str) and isinstance(name, str) and not any(
                    module == known or module.startswith(f'{known}.') for known in _MODULES):
                raise refusal(path, f'{name} of the module {module[:80]}')
        elif isinstance(value, list):
            waiting += value


def refusal(path: Path, what: str) -> ModelError:
    """Return the error for a file that contains code."""
    return ModelError(f"'{path}' is rejected: it carries code of its own or loads what lies "
                      f'elsewhere ({what}), which could do anything on this machine; build the '
                      "model from Keras's own layers")
