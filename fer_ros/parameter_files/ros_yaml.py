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

"""Reads YAML with the types of ROS 2, which differ from those of YAML 1.1."""

from __future__ import annotations

from collections.abc import Hashable
import re
from typing import Any

import yaml

_TRUE = {'Y', 'y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'}
_FALSE = {'N', 'n', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'}
_OCTAL = re.compile(r'[+-]?0[0-7]+')
_INTEGER = re.compile(r'[+-]?(0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)')
# It matches a run of digits in only one way: with two ways it would take quadratic time.
_FLOAT = re.compile(r'[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?')
_NOT_FINITE = re.compile(r'[+-]?\.?(inf|nan)', re.IGNORECASE)
_INT64 = range(-2**63, 2**63)
# More characters than a number in this range has, in any base and with a sign
_MOST_DIGITS = 32
# Python's recursion limit would allow a few hundred.
_MOST_NESTED = 64


def load(text: str) -> Any:
    """
    Return what a YAML text holds; the keys of mappings are always strings.

    :raises yaml.YAMLError: if the text is not valid YAML
    """
    try:
        return yaml.load(text, _Loader)
    except yaml.YAMLError:
        raise
    # The value after a tag such as !!int goes to int(), float(), datetime() and others.
    except Exception as error:
        raise yaml.YAMLError(f'{type(error).__name__}: {error}') from error


def scalar(text: str) -> Any:
    """
    Return the value of a scalar without quotes.

    The rules are those of get_value() in rcl_yaml_param_parser/src/parse.c: 1e3 is a number;
    12:30, 2024-01-01 and null are strings. An empty text is None.
    """
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    for pattern, base in ((_OCTAL, 8), (_INTEGER, 0)):
        if len(text) <= _MOST_DIGITS and pattern.fullmatch(text) and int(text, base) in _INT64:
            return int(text, base)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace('.', ''))
    if _FLOAT.fullmatch(text) and float(text) not in (float('inf'), float('-inf')):
        return float(text)
    return text or None


class _Loader(yaml.SafeLoader):
    """Gives scalars without quotes the type that `scalar` finds; rejects aliases, as rcl does."""

    _depth = 0

    def compose_node(self, parent, index):
        """Return the next node, unless it is an alias or nested too deep."""
        # A few lines of aliases to aliases could expand to gigabytes.
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, 'aliases are not supported',
                                              self.peek_event().start_mark)
        if self._depth == _MOST_NESTED:
            raise yaml.composer.ComposerError(
                None, None, f'this is nested more than {_MOST_NESTED} deep',
                self.peek_event().start_mark)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def fetch_flow_collection_start(self, token_class):
        """Scan a bracket, unless it is nested too deep."""
        # The scanner runs ahead of `compose_node`, and many brackets make it slow.
        if self.flow_level > _MOST_NESTED:
            raise yaml.scanner.ScannerError(
                None, None, f'this is nested more than {_MOST_NESTED} deep', self.get_mark())
        super().fetch_flow_collection_start(token_class)

    def resolve(self, kind, value, implicit):
        """Return the tag of a node."""
        if kind is yaml.ScalarNode and implicit[0]:
            return '!plain'
        return super().resolve(kind, value, implicit)

    def construct_mapping(self, node, deep=False):
        """Return a mapping whose keys are text: a parameter may be called `y` or `on`."""
        for key, _ in node.value:
            if not isinstance(key.value, Hashable):
                raise yaml.constructor.ConstructorError(
                    None, None, 'a name must be a word', key.start_mark)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


_Loader.add_constructor('!plain', lambda loader, node: scalar(node.value))
