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

"""The parameters of a node, with the methods of rclpy.node.Node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros.embedded.errors import ParameterNotDeclaredException
from fer_ros.embedded.parameters import Parameter, ParameterStore, SetCallback, undeclared_message


class NodeParameters:
    """The methods of a node for its parameters."""

    _parameters: ParameterStore

    def declare_parameter(self, name: str, value: Any = None, descriptor=None,
                          ignore_override: bool = False) -> Parameter:
        """Declare a parameter with its default, which ROS arguments and files may override."""
        return self._parameters.declare(name, value, descriptor, ignore_override=ignore_override)

    def parameter_overrides(self) -> dict[str, Any]:
        """Return what the command line and parameter files set, by name, declared or not."""
        return dict(self._parameters.overrides)

    def undeclare_parameter(self, name: str) -> None:
        """Remove a parameter."""
        self._parameters.undeclare(name)

    def has_parameter(self, name: str) -> bool:
        """Say whether a parameter is declared."""
        return self._parameters.has(name)

    def get_parameter(self, name: str) -> Parameter:
        """Return a parameter."""
        return self._parameters.get(name)

    def set_parameters(self, parameter_list: Sequence[Parameter]) -> list:
        """Set parameters one by one; return a SetParametersResult for each."""
        return [self.set_parameters_atomically([parameter]) for parameter in parameter_list]

    def set_parameters_atomically(self, parameter_list: Sequence[Parameter]):
        """Set all parameters or none; return the SetParametersResult."""
        for parameter in parameter_list:
            if not self._parameters.has(parameter.name):
                raise ParameterNotDeclaredException(undeclared_message(parameter.name))
        return self._parameters.set_atomically(parameter_list)

    def add_on_set_parameters_callback(self, callback: SetCallback) -> None:
        """Call `callback` before parameters are set; it returns a SetParametersResult."""
        self._parameters.callbacks.insert(0, callback)

    def remove_on_set_parameters_callback(self, callback: SetCallback) -> None:
        """Remove such a callback."""
        self._parameters.callbacks.remove(callback)
