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

"""The services that `ros2 param` calls."""

from __future__ import annotations

from fer_ros.embedded.errors import ParameterNotDeclaredException
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.parameters import (Parameter, ParameterDescriptor, ParameterStore,
                                         SetParametersResult)

_SEPARATOR = '.'


def create_parameter_services(node, store: ParameterStore) -> None:
    """Create the six parameter services of a node, named as in rclcpp and rclpy."""
    handlers = {'describe_parameters': (_describe, store), 'get_parameter_types': (_types, store),
                'get_parameters': (_get, store), 'list_parameters': (_list, store),
                'set_parameters': (_set, node), 'set_parameters_atomically': (_set_all, node)}
    for name, (handler, target) in handlers.items():
        camel = ''.join(word.capitalize() for word in name.split('_'))
        node.create_service(
            interface(f'rcl_interfaces/srv/{camel}'), f'~/{name}',
            lambda request, response, handler=handler, target=target: handler(
                target, request, response))


def _find(store: ParameterStore, name: str) -> Parameter:
    """Return a parameter; an undeclared one has no value."""
    return store.get(name) if store.has(name) else Parameter(name)


def _get(store: ParameterStore, request, response):
    response.values = [_find(store, name).to_value() for name in request.names]
    return response


def _types(store: ParameterStore, request, response):
    response.types = [_find(store, name).type_ for name in request.names]
    return response


def _describe(store: ParameterStore, request, response):
    response.descriptors = [store.descriptor(name) if store.has(name)
                            else ParameterDescriptor(name=name) for name in request.names]
    return response


def _list(store: ParameterStore, request, response):
    found = [name for name in store.names() if _listed(name, request.prefixes, request.depth)]
    response.result.names = found
    response.result.prefixes = sorted({name.rpartition(_SEPARATOR)[0] for name in found} - {''})
    return response


def _listed(name: str, prefixes: list[str], depth: int) -> bool:
    """Say whether a name is at most `depth` levels below a prefix; 0 allows any depth."""
    for prefix in prefixes or ['']:
        start = f'{prefix}{_SEPARATOR}' if prefix else ''
        if name == prefix or (name.startswith(start) and (
                not depth or name[len(start):].count(_SEPARATOR) < depth)):
            return True
    return False


def _set(node, request, response):
    response.results = [_result(node, [message]) for message in request.parameters]
    return response


def _set_all(node, request, response):
    response.result = _result(node, request.parameters)
    return response


def _result(node, messages) -> SetParametersResult:
    """Set parameters with the method of the node, which it may override, as in rclpy."""
    try:
        return node.set_parameters_atomically(list(map(Parameter.from_message, messages)))
    except ParameterNotDeclaredException as error:
        return SetParametersResult(successful=False, reason=str(error))
