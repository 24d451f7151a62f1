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

"""The ROS arguments after `--ros-args`: remappings, parameters, log levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Any

from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.names import RemapRule
from fer_ros.parameter_files import load, load_parameters, matches
from fer_ros.values.errors import SettingError
import yaml

LEVELS = {'debug': 10, 'info': 20, 'warn': 30, 'warning': 30, 'error': 40, 'fatal': 50}

_REMAP = re.compile(r'(?:(?P<node>\w+):(?!//))?(?P<source>[^:]+(?:://[^:]+)?):=(?P<target>.+)')
_PARAMETER = re.compile(r'(?:(?P<node>[^:]+):)?(?P<name>[^:]+):=(?P<value>.*)', re.DOTALL)


@dataclass
class Arguments:
    """
    Parsed ROS arguments.

    `parameters` are (node pattern, name, value) in their order; later ones override earlier ones.
    The keys of `log_levels` are logger names, '' for all loggers.
    """

    remaps: list[RemapRule] = field(default_factory=list)
    parameters: list[tuple[str, str, Any]] = field(default_factory=list)
    log_levels: dict[str, int] = field(default_factory=dict)
    rosout: bool = True
    stdout: bool = True

    def overrides(self, full_name: str) -> dict[str, Any]:
        """Return the parameter values for the node with that full name."""
        return {name: value for pattern, name, value in self.parameters
                if matches(pattern, full_name)}


def parse(argv: Sequence[str]) -> Arguments:
    """
    Parse the ROS arguments in `argv` and ignore all others.

    https://docs.ros.org/en/jazzy/How-To-Guides/Node-arguments.html

    :raises RuntimeFault: on an unknown, incomplete or invalid argument
    """
    result = Arguments()
    words = _ros_words(argv)
    for word in words:
        if word in ('-r', '--remap'):
            result.remaps.append(_remap(_value(words, word)))
        elif word in ('-p', '--param'):
            result.parameters.append(_parameter(_value(words, word)))
        elif word == '--params-file':
            try:
                result.parameters.extend(load_parameters(Path(_value(words, word))))
            except SettingError as error:
                raise RuntimeFault(str(error)) from error
        elif word == '--log-level':
            name, _, level = _value(words, word).rpartition(':=')
            if level.lower() not in LEVELS:
                raise RuntimeFault(f"unknown log level '{level}'; known: {', '.join(LEVELS)}")
            result.log_levels[name] = LEVELS[level.lower()]
        elif word in ('-e', '--enclave', '--log-config-file', '--log-file-name'):
            _value(words, word)  # only a ROS 2 installation supports these; ignore them
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
