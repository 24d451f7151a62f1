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

"""Parameters with their values and descriptors, and the validation of new values."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
import math
from typing import Any

from fer_ros.embedded.errors import (InvalidParameterValueException,
                                     ParameterAlreadyDeclaredException,
                                     ParameterNotDeclaredException)
from fer_ros.embedded.interfaces import interface
import numpy as np

ParameterValue = interface('rcl_interfaces/msg/ParameterValue')
ParameterMessage = interface('rcl_interfaces/msg/Parameter')
ParameterDescriptor = interface('rcl_interfaces/msg/ParameterDescriptor')
FloatingPointRange = interface('rcl_interfaces/msg/FloatingPointRange')
IntegerRange = interface('rcl_interfaces/msg/IntegerRange')
SetParametersResult = interface('rcl_interfaces/msg/SetParametersResult')

# rcl_interfaces/msg/ParameterType: number and field of ParameterValue, by Python type
_SCALARS = {bool: (1, 'bool_value'), int: (2, 'integer_value'), float: (3, 'double_value'),
            str: (4, 'string_value')}
_ARRAYS = {bool: (6, 'bool_array_value'), int: (7, 'integer_array_value'),
           float: (8, 'double_array_value'), str: (9, 'string_array_value')}
_BYTES = 5, 'byte_array_value'
_NAMES = ('NOT_SET', 'BOOL', 'INTEGER', 'DOUBLE', 'STRING', 'BYTE_ARRAY', 'BOOL_ARRAY',
          'INTEGER_ARRAY', 'DOUBLE_ARRAY', 'STRING_ARRAY')
_FIELDS = dict([*_SCALARS.values(), *_ARRAYS.values(), _BYTES])


class Parameter:
    """A name and a value."""

    def __init__(self, name: str, type_: Any = None, value: Any = None) -> None:
        """Keep a value; `type_` exists only because rclpy has it, the value decides the type."""
        self.name = name
        self.value = list(value) if isinstance(value, (tuple, array)) else value
        self.type_ = _type_and_field(self.value, name)[0]

    def to_value(self):
        """Return rcl_interfaces/msg/ParameterValue."""
        number, field = _type_and_field(self.value, self.name)
        return ParameterValue(type=number, **({field: self.value} if field else {}))

    def to_message(self):
        """Return rcl_interfaces/msg/Parameter."""
        return ParameterMessage(name=self.name, value=self.to_value())

    @classmethod
    def from_message(cls, message) -> Parameter:
        """Return the parameter of an rcl_interfaces/msg/Parameter."""
        field = _FIELDS.get(message.value.type)
        value = getattr(message.value, field) if field else None
        return cls(message.name, value=value.tolist() if isinstance(value, np.ndarray) else value)


def _type_and_field(value: Any, name: str) -> tuple[int, str]:
    if value is None:
        return 0, ''
    if isinstance(value, bytes):
        return _BYTES
    if isinstance(value, list):
        kinds = {type(entry) for entry in value}
        if len(kinds) <= 1 and kinds <= set(_ARRAYS):
            return _ARRAYS[kinds.pop() if kinds else str]
    elif type(value) in _SCALARS:
        return _SCALARS[type(value)]
    raise InvalidParameterValueException(
        f"the parameter '{name}' cannot have the value {value!r}; allowed are a bool, int, float "
        'or str, or a list of one of them')


SetCallback = Callable[[list[Parameter]], Any]


class ParameterStore:
    """The parameters of a node."""

    def __init__(self, overrides: dict[str, Any],
                 on_change: Callable[[list[Parameter], list[Parameter]], None]) -> None:
        """
        Start empty.

        :param overrides: values from the command line and parameter files, by name
        :param on_change: called with the new and the changed parameters
        """
        self.callbacks: list[SetCallback] = []
        self.overrides, self._on_change = overrides, on_change
        self._parameters: dict[str, Parameter] = {}
        self._descriptors: dict[str, Any] = {}

    def declare(self, name: str, value: Any, descriptor=None, *,
                ignore_override: bool = False) -> Parameter:
        """
        Declare a parameter with its default, or with its override.

        :raises ParameterAlreadyDeclaredException: if it is declared already
        :raises InvalidParameterValueException: if the value is invalid
        """
        if name in self._parameters:
            raise ParameterAlreadyDeclaredException(f"the parameter '{name}' is declared already")
        descriptor = descriptor or ParameterDescriptor()
        descriptor.name = name
        default = Parameter(name, value=value)
        parameter = default
        if name in self.overrides and not ignore_override:
            parameter = Parameter(name, value=self.overrides[name])
        reason = (_wrong_type(parameter, default.type_, descriptor)
                  or _out_of_range(parameter, descriptor) or self._rejection([parameter]))
        if reason:
            raise InvalidParameterValueException(reason)
        descriptor.type = parameter.type_
        self._parameters[name], self._descriptors[name] = parameter, descriptor
        self._on_change([parameter], [])
        return parameter

    def undeclare(self, name: str) -> None:
        """Remove a parameter, or raise ParameterNotDeclaredException."""
        del self._parameters[self.get(name).name], self._descriptors[name]

    def get(self, name: str) -> Parameter:
        """Return a parameter, or raise ParameterNotDeclaredException."""
        if name not in self._parameters:
            raise ParameterNotDeclaredException(
                f"the parameter '{name}' is not declared; there are: "
                f"{', '.join(sorted(self._parameters))}")
        return self._parameters[name]

    def has(self, name: str) -> bool:
        """Say whether a parameter is declared."""
        return name in self._parameters

    def descriptor(self, name: str):
        """Return the descriptor of a declared parameter."""
        return self._descriptors[self.get(name).name]

    def names(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(self._parameters)

    def set_atomically(self, parameters: Sequence[Parameter]):
        """Set all parameters, or none, with the reason in the result."""
        parameters = list(parameters)
        for parameter in parameters:
            if parameter.name not in self._parameters:
                return SetParametersResult(successful=False,
                                           reason=undeclared_message(parameter.name))
            descriptor = self._descriptors[parameter.name]
            reason = ''
            if descriptor.read_only:
                reason = f'Trying to set a read-only parameter: {parameter.name}.'
            reason = (reason or _wrong_type(parameter, descriptor.type, descriptor)
                      or _out_of_range(parameter, descriptor))
            if reason:
                return SetParametersResult(successful=False, reason=reason)
        reason = self._rejection(parameters)
        if reason:
            return SetParametersResult(successful=False, reason=reason)
        self._parameters.update((parameter.name, parameter) for parameter in parameters)
        self._on_change([], parameters)
        return SetParametersResult(successful=True)

    def _rejection(self, parameters: list[Parameter]) -> str:
        """Return why a callback rejects the parameters, or '' if none does."""
        for callback in self.callbacks:
            result = callback(parameters)
            if not result.successful:
                return result.reason or 'rejected without a reason'
        return ''


def undeclared_message(name: str) -> str:
    """Return the message of rclpy for an undeclared parameter."""
    return f"Invalid access to undeclared parameter(s): ['{name}']"


def _wrong_type(parameter: Parameter, wanted: int, descriptor) -> str:
    # An empty list is valid for every array type.
    fits = parameter.type_ == wanted or wanted == 0 or (parameter.value == [] and wanted >= 5)
    if fits or descriptor.dynamic_typing:
        return ''
    return (f"Wrong parameter type for '{parameter.name}', expected {_NAMES[wanted]} got "
            f'{_NAMES[parameter.type_]} ({parameter.value!r})')


def _out_of_range(parameter: Parameter, descriptor) -> str:
    ranges = {2: descriptor.integer_range, 3: descriptor.floating_point_range}
    for limits in ranges.get(parameter.type_, ())[:1]:
        low, high, step, value = limits.from_value, limits.to_value, limits.step, parameter.value
        # The limits are allowed even if they are not multiples of the step (rcl_interfaces).
        if value in (low, high):
            continue
        if not low <= value <= high:
            return (f'Parameter {parameter.name} out of range. Min: {low}, Max: {high}, '
                    f'value: {value}')
        steps = (value - low) / step if step else 0.0
        if not math.isclose(steps, round(steps), abs_tol=1e-9):
            return (f'The parameter value for {parameter.name} is not a valid step. Min: {low}, '
                    f'Max: {high}, step: {step}, value: {value}')
    return ''
