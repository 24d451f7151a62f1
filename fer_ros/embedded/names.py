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

"""Names of nodes, topics and services: rules, expansion, remapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import re

from fer_ros.embedded.errors import InvalidNameError

_TOKEN = r'[A-Za-z_][A-Za-z0-9_]*'
_NODE = re.compile(_TOKEN)
_NAMESPACE = re.compile(f'/|(/{_TOKEN})+')
_FULL_NAME = re.compile(f'(/{_TOKEN})+')


@dataclass(frozen=True)
class RemapRule:
    """A rule `source:=target`; `node` limits it to the node of that name."""

    source: str
    target: str
    node: str = ''

    def applies_to(self, node_name: str) -> bool:
        """Say whether the rule applies to the node."""
        return self.node in ('', node_name)


def check_node_name(name: str) -> str:
    """Return `name`, or raise InvalidNameError."""
    if not _NODE.fullmatch(name):
        raise InvalidNameError(f"invalid node name '{name}': it must be letters, digits and "
                               'underscores, and not begin with a digit')
    return name


def check_namespace(namespace: str) -> str:
    """Return `namespace` with a leading slash, or raise InvalidNameError."""
    absolute = namespace if namespace.startswith('/') else f'/{namespace}'
    absolute = absolute.rstrip('/') or '/'
    if not _NAMESPACE.fullmatch(absolute):
        raise InvalidNameError(f"invalid namespace '{namespace}': it must be like /robot/head, of "
                               'letters, digits and underscores')
    return absolute


def join(namespace: str, name: str) -> str:
    """Return the full name of `name` in `namespace`."""
    return f"{namespace.rstrip('/')}/{name}"


def expand(name: str, node_name: str, namespace: str) -> str:
    """
    Return the full name of a topic or service.

    A leading `~` stands for the node, a leading `/` makes the name absolute, and all other names
    are in the namespace.
    https://design.ros2.org/articles/topic_and_service_names.html

    :raises InvalidNameError: if the result is invalid
    """
    full = name
    for word, value in (('{node}', node_name), ('{ns}', namespace), ('{namespace}', namespace)):
        full = full.replace(word, value)
    if full == '~' or full.startswith('~/'):
        full = join(namespace, node_name) + full[1:]
    elif not full.startswith('/'):
        full = join(namespace, full)
    if not _FULL_NAME.fullmatch(full) or '__' in full:
        raise InvalidNameError(
            f"invalid topic or service name '{name}' (expands to '{full}'): it must be tokens of "
            'letters, digits and single underscores between slashes, none beginning with a digit')
    return full


def remap_name(full: str, kind: str, rules: Sequence[RemapRule], node_name: str,
               namespace: str) -> str:
    """
    Return the full name of a topic or service after remapping; the first matching rule applies.

    :param kind: 'topic' or 'service', for rules that begin with `rostopic://` or `rosservice://`
    """
    for rule in rules:
        source = rule.source.removeprefix(f'ros{kind}://')
        if source.startswith('__') or '://' in source or not rule.applies_to(node_name):
            continue
        if expand(source, node_name, namespace) == full:
            return expand(rule.target.removeprefix(f'ros{kind}://'), node_name, namespace)
    return full


def remap_node(name: str, namespace: str, rules: Sequence[RemapRule]) -> tuple[str, str]:
    """
    Return the node name and namespace after `__node`, `__name` and `__ns` rules.

    As in rcl, all rules except `__node` use the new name of the node.
    """
    name = _target_of(rules, ('__node', '__name'), name, name)
    namespace = _target_of(rules, ('__ns',), name, namespace)
    return check_node_name(name), check_namespace(namespace)


def _target_of(rules: Sequence[RemapRule], sources: Sequence[str], node_name: str,
               default: str) -> str:
    return next((rule.target for rule in rules
                 if rule.source in sources and rule.applies_to(node_name)), default)
