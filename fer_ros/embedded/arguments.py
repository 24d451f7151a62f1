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

"""What follows `--ros-args`: remappings, parameters, log levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Any

from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.names import RemapRule
from fer_ros.embedded.parameter_yaml import load
from fer_ros.system import read_at_most
import yaml

# The largest parameter file, in bytes
MAX_SIZE = 1 << 20
LEVELS = {'debug': 10, 'info': 20, 'warn': 30, 'warning': 30, 'error': 40, 'fatal': 50}

_REMAP = re.compile(r'(?:(?P<node>\w+):(?!//))?(?P<source>[^:]+(?:://[^:]+)?):=(?P<target>.+)')
_PARAMETER = re.compile(r'(?:(?P<node>[^:]+):)?(?P<name>[^:]+):=(?P<value>.*)', re.DOTALL)


@dataclass
class Arguments:
    """
    Parsed ROS arguments.

    `parameters` are (node pattern, name, value) in the order given; a later one wins.
    `log_levels` are by logger name, '' for all.
    """

    remaps: list[RemapRule] = field(default_factory=list)
    parameters: list[tuple[str, str, Any]] = field(default_factory=list)
    log_levels: dict[str, int] = field(default_factory=dict)
    rosout: bool = True
    stdout: bool = True

    def overrides(self, full_name: str) -> dict[str, Any]:
        """Return the parameter values for the node with that full name."""
        return {name: value for pattern, name, value in self.parameters
                if _matches(pattern, full_name)}


def parse(argv: Sequence[str]) -> Arguments:
    """
    Parse the ROS arguments in `argv`; all others are passed over.

    https://docs.ros.org/en/jazzy/How-To-Guides/Node-arguments.html

    :raises RuntimeFault: on one that is unknown, incomplete or wrong
    """
    result = Arguments()
    words = _ros_words(argv)
    for word in words:
        if word in ('-r', '--remap'):
            result.remaps.append(_remap(_value(words, word)))
        elif word in ('-p', '--param'):
            result.parameters.append(_parameter(_value(words, word)))
        elif word == '--params-file':
            result.parameters.extend(load_parameters(Path(_value(words, word))))
        elif word == '--log-level':
            name, _, level = _value(words, word).rpartition(':=')
            if level.lower() not in LEVELS:
                raise RuntimeFault(f"unknown log level '{level}'; known: {', '.join(LEVELS)}")
            result.log_levels[name] = LEVELS[level.lower()]
        elif word in ('-e', '--enclave', '--log-config-file', '--log-file-name'):
            _value(words, word)  # of the logging and security of a ROS 2 installation
        elif match := re.fullmatch(r'--(enable|disable)-(rosout|stdout|external-lib)-logs', word):
            if match[2] != 'external-lib':
                setattr(result, match[2], match[1] == 'enable')
        else:
            raise RuntimeFault(
                f"unknown ROS argument '{word}'; known: -r/--remap, -p/--param, --params-file, "
                '--log-level, --enable-/--disable-rosout-logs, --enable-/--disable-stdout-logs, '
                '-e/--enclave')
    return result


def _ros_words(argv: Sequence[str]) -> Iterator[str]:
    """Yield the words between each --ros-args and the next `--`."""
    inside = False
    for word in argv:
        if word == '--ros-args':
            inside = True
        elif word == '--' and inside:
            inside = False
        elif inside:
            yield word


def _value(words: Iterator[str], option: str) -> str:
    value = next(words, None)
    if value is None:
        raise RuntimeFault(f"the ROS argument '{option}' needs a value")
    return value


def _remap(text: str) -> RemapRule:
    match = _REMAP.fullmatch(text)
    if not match:
        raise RuntimeFault(f"cannot read the remapping '{text}'; expected from:=to or "
                           'node:from:=to')
    return RemapRule(match['source'], match['target'], match['node'] or '')


def _parameter(text: str) -> tuple[str, str, Any]:
    match = _PARAMETER.fullmatch(text)
    if not match:
        raise RuntimeFault(f"cannot read the parameter '{text}'; expected name:=value")
    try:
        value = load(match['value'])
    except yaml.YAMLError as error:
        raise RuntimeFault(f"cannot read the value of the parameter '{text}' as YAML: "
                           f'{error}') from error
    if isinstance(value, dict) or value is None:
        raise RuntimeFault(f"the parameter '{text}' must have a value or a list")
    return f"/{match['node'] or '**'}", match['name'], value


def load_parameters(path: Path) -> list[tuple[str, str, Any]]:
    """
    Return (node pattern, name, value) of a parameter file.

    :raises RuntimeFault: if the file is missing or no parameter file
    """
    try:
        tree = load(read_at_most(path, MAX_SIZE).decode())
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise RuntimeFault(f"cannot read the parameter file '{path}': {error}") from error
    found = list(_nodes(tree, '')) if isinstance(tree, dict) else []
    if not found and tree is not None:
        raise RuntimeFault(f"'{path}' is no parameter file: expected node names (or /**) with "
                           'ros__parameters below them')
    return found


def _nodes(tree: dict, path: str) -> Iterator[tuple[str, str, Any]]:
    for key, value in tree.items():
        if key == 'ros__parameters':
            if not isinstance(value, dict):
                raise RuntimeFault(f"ros__parameters of '{path}' must hold names and values, "
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


def _matches(pattern: str, full_name: str) -> bool:
    """Match a node name; `*` stands for one token, `**` for any number of them."""
    parts = ('(/[^/]+)*' if token == '**' else '/[^/]+' if token == '*' else '/' + re.escape(token)
             for token in pattern.strip('/').split('/'))
    return re.fullmatch(''.join(parts), full_name) is not None
