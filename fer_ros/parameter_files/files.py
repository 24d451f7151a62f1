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
"""The node names, parameter names and values in a parameter file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from fer_ros.parameter_files.ros_yaml import load
from fer_ros.system import read_at_most
from fer_ros.values.errors import SettingError
import yaml

# The largest parameter file, in bytes
MAX_SIZE = 1 << 20


def load_parameters(path: Path) -> list[tuple[str, str, Any]]:
    """
    Return (node pattern, name, value) of each parameter of a file, in its order.

    :raises SettingError: if the file cannot be read or is not a parameter file
    """
    try:
        tree = load(read_at_most(path, MAX_SIZE).decode())
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"cannot read the parameter file '{path}': {error}") from error
    found = list(_nodes(tree, '')) if isinstance(tree, dict) else []
    if not found and tree is not None:
        raise SettingError(f"'{path}' is not a parameter file: expected node names (or /**) with "
                           'ros__parameters below them')
    return found


def matches(pattern: str, full_name: str) -> bool:
    """
    Return whether a parameter file's node pattern applies to a node such as `/robot/fer`.

    `*` stands for one token of a name, `**` for any number of them.
    """
    parts = ('(/[^/]+)*' if token == '**' else '/[^/]+' if token == '*' else '/' + re.escape(token)
             for token in pattern.strip('/').split('/'))
    return re.fullmatch(''.join(parts), full_name) is not None


def _nodes(tree: dict, path: str) -> Iterator[tuple[str, str, Any]]:
    for key, value in tree.items():
        if key == 'ros__parameters':
            if not isinstance(value, dict):
                raise SettingError(f"ros__parameters of '{path}' must hold names and values, "
                                   f'but is {value!r}')
            yield from ((path, name, leaf) for name, leaf in _leaves(value, ''))
        elif isinstance(value, dict):
            yield from _nodes(value, f"{path}/{str(key).strip('/')}")


def _leaves(tree: dict, prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f'{prefix}{key}.')
        elif value is not None:
            yield f'{prefix}{key}', value
