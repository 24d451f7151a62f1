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

"""The errors of the embedded runtime, with the names of rclpy.exceptions."""

from fer_ros.values.errors import FerRosError


class RuntimeFault(FerRosError):
    """The runtime cannot start or continue: no network, invalid arguments, not initialised."""


class ExternalShutdownException(Exception):
    """A signal or another thread shut down the context while a thread waited."""


class InvalidNameError(FerRosError, ValueError):
    """A node, namespace, topic or service name breaks the rules of ROS 2."""


class ParameterNotDeclaredException(FerRosError, KeyError):
    """The parameter is not declared."""

    def __str__(self) -> str:
        """Return the message; KeyError would quote it."""
        return str(self.args[0])


class ParameterAlreadyDeclaredException(FerRosError):
    """The parameter is already declared."""


class InvalidParameterValueException(FerRosError, ValueError):
    """The descriptor or a callback rejects the value of a declared parameter."""


class InvalidHandle(Exception):
    """Raised by rclpy where a destroyed entity is used; this runtime never raises it."""
