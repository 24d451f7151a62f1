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

"""Settings as ROS parameters, with descriptors and ranges."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from fer_ros import ros
from fer_ros.parameter_files import check_parameter
from fer_ros.values.errors import SettingError
from fer_ros.values.node_settings import NodeSettings
from fer_ros.values.settings import allowed_text, RENAMED

# The names of all settings, also the former ones
_NAMES = {*RENAMED, *(spec.name for spec in fields(NodeSettings))}


def declare_settings(node: ros.Node) -> NodeSettings:
    """
    Declare a parameter for each setting and return what the parameters say.

    An invalid value from the command line or a parameter file is reported, and the default is
    used instead: a typo must not keep a robot's node from starting.
    """
    # Set before the declarations: it checks the declared values too.
    node.add_on_set_parameters_callback(_check)
    for name in RENAMED:
        _report_renamed(node, name)
    _report_unknown(node)
    return NodeSettings().changed(
        {spec.name: _declare(node, spec) for spec in fields(NodeSettings)})


def _report_unknown(node: ros.Node) -> None:
    """Report misspelt names, which ROS 2 ignores: `anonymise` would leave the faces visible."""
    for name, value in ros.parameter_overrides(node).items():
        if name not in _NAMES:
            try:
                check_parameter(name, value)
            except SettingError as error:
                node.get_logger().error(f'Parameter ignored: {error}')


def _check(parameters) -> ros.SetParametersResult:
    try:
        NodeSettings().changed({parameter.name: parameter.value for parameter in parameters
                                if parameter.name in _NAMES and parameter.value is not None})
    except SettingError as error:
        return ros.SetParametersResult(successful=False, reason=str(error))
    return ros.SetParametersResult(successful=True)


def _report_renamed(node: ros.Node, name: str) -> None:
    """Report a former name that the command line or a parameter file still uses."""
    try:
        node.declare_parameter(name, None, ros.ParameterDescriptor(dynamic_typing=True))
    except Exception as error:  # the type depends on runtime and distribution
        node.get_logger().error(f'Parameter {name}: {error}.')
    else:
        node.undeclare_parameter(name)


def _declare(node: ros.Node, spec: Field) -> Any:
    try:
        return node.declare_parameter(spec.name, spec.default, descriptor(spec)).value
    except Exception as error:  # the type depends on runtime and distribution
        node.get_logger().error(
            f'Parameter {spec.name}: {error}. It must be {allowed_text(spec)}; '
            f'using the default, {spec.default!r}.')
        return node.declare_parameter(spec.name, spec.default, descriptor(spec),
                                      ignore_override=True).value


def descriptor(spec: Field) -> ros.ParameterDescriptor:
    """Return the parameter descriptor of one setting."""
    meta = spec.metadata
    result = ros.ParameterDescriptor(
        name=spec.name,
        description=meta['description'] + (f" [{meta['unit']}]" if meta['unit'] else ''),
        additional_constraints=f'must be {allowed_text(spec)}',
        read_only=meta['fixed'])
    if isinstance(spec.default, float):
        result.floating_point_range = [ros.FloatingPointRange(
            from_value=meta['minimum'], to_value=meta['maximum'], step=0.0)]
    elif isinstance(spec.default, int) and not isinstance(spec.default, bool):
        result.integer_range = [ros.IntegerRange(
            from_value=meta['minimum'], to_value=meta['maximum'], step=1)]
    return result
