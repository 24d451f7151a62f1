"""The errors of the embedded runtime, with the names of rclpy.exceptions."""

from fer_ros.values.errors import FerRosError


class RuntimeFault(FerRosError):
    """The runtime cannot start or go on: no network, bad arguments, not initialised."""


class ExternalShutdownException(Exception):
    """The context was shut down, by a signal or by another thread, while something waited."""


class InvalidNameError(FerRosError, ValueError):
    """A node, namespace, topic or service name breaks the rules of ROS 2."""


class ParameterNotDeclaredException(FerRosError, KeyError):
    """A parameter that was never declared is asked for."""

    def __str__(self) -> str:
        """Return the message; KeyError would quote it."""
        return str(self.args[0])


class ParameterAlreadyDeclaredException(FerRosError):
    """A parameter is declared twice."""


class InvalidParameterValueException(FerRosError, ValueError):
    """A parameter is declared with a value that its descriptor or a callback refuses."""
