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

"""
Chooses the runtime of the nodes: rclpy, or the embedded one.

Both have the same names here. `FER_ROS_RUNTIME=rclpy` or `embedded` forces the choice.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
import os
from queue import SimpleQueue

from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, SettingError

_RUNTIMES = ('rclpy', 'embedded')


def _choose() -> tuple[str, str]:
    """Return the runtime and the sentence that says why."""
    forced = os.environ.get('FER_ROS_RUNTIME', '')
    if forced and forced not in _RUNTIMES:
        raise SettingError(f"FER_ROS_RUNTIME must be one of {', '.join(_RUNTIMES)}, but is "
                           f"'{forced}'")
    if forced:
        return forced, f'runtime {forced}: FER_ROS_RUNTIME says so'
    if not find_spec('rclpy'):
        return 'embedded', 'runtime embedded (Cyclone DDS): rclpy is not installed'
    if not find_spec('fer_ros.msg'):
        return 'embedded', ('runtime embedded (Cyclone DDS): rclpy is installed, but not the '
                            'messages of fer_ros; build it in a workspace with colcon')
    try:
        import_module('rclpy.node')
    except ImportError as error:  # a ROS 2 for another version of Python is sourced
        return 'embedded', ('runtime embedded (Cyclone DDS): rclpy is installed, but cannot be '
                            f'imported: {str(error).splitlines()[0]}')
    return 'rclpy', 'runtime rclpy'


RUNTIME, REASON = _choose()

if RUNTIME == 'rclpy':
    try:
        from rcl_interfaces.msg import (FloatingPointRange, IntegerRange, ParameterDescriptor,
                                        SetParametersResult)
        import rclpy
        from rclpy import init, ok, shutdown, spin_once
        from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
        from rclpy.clock import Clock, ClockType
        from rclpy.exceptions import InvalidHandle
        from rclpy.executors import ExternalShutdownException, MultiThreadedExecutor
        from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
        from rclpy.node import Node
        from rclpy.parameter import Parameter, parameter_value_to_python
        from rclpy.qos import (DurabilityPolicy, HistoryPolicy, qos_profile_sensor_data,
                               QoSPolicyKind, QoSProfile, ReliabilityPolicy)
        from rclpy.qos_overriding_options import QoSOverridingOptions
        from rclpy.serialization import serialize_message
        from rclpy.subscription import Subscription
        import_module('fer_ros.msg')
    except ImportError as error:
        raise MissingDependencyError(
            f'the runtime rclpy cannot be used ({error}): source a ROS 2 installation and build '
            'fer_ros in a workspace with colcon') from error

    try:
        from rclpy.event_handler import (PublisherEventCallbacks, SubscriptionEventCallbacks,
                                         UnsupportedEventTypeError)
    except ImportError:  # Humble
        from rclpy.qos_event import (PublisherEventCallbacks, SubscriptionEventCallbacks,
                                     UnsupportedEventTypeError)

    MIDDLEWARE = rclpy.get_rmw_implementation_identifier()
    COPIES_PIXELS = True  # its messages take an array.array at once, and check each byte of others

    def interface(name: str):
        """Return the class of a message or service, such as `sensor_msgs/msg/Image`."""
        package, kind, short = name.split('/')
        return getattr(import_module(f'{package}.{kind}'), short)

    def spin(node, *, threads: int = 1) -> None:
        """Run a node's callbacks until shutdown; up to `threads` of different groups at once."""
        rclpy.spin(node, MultiThreadedExecutor(threads) if threads > 1 else None)

    def steady_timer(node, period: float, callback) -> None:
        """Call back every `period` seconds of real time, even if the clock is simulated."""
        def call() -> None:
            try:
                callback()
            except Exception:
                if ok():  # otherwise a signal has destroyed the context that the callback uses
                    raise
        node.create_timer(period, call, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def create_short_lived_publisher(node, msg_type, topic: str, qos_profile):
        """Return a publisher that does not warn of subscribers with incompatible QoS."""
        # rclpy keeps something for each publisher that would warn, even when it is destroyed.
        return node.create_publisher(
            msg_type, topic, qos_profile,
            event_callbacks=PublisherEventCallbacks(use_default_callbacks=False))

    def create_subscription(node, msg_type, topic: str, callback, qos_profile, *,
                            on_message_lost, on_sequence_number, **options):
        """
        Subscribe.

        :param on_message_lost: takes the number of messages that the middleware lost
        :param on_sequence_number: takes the publisher's number of a message, before `callback`
            does; never called if rclpy (Humble) or the middleware (Cyclone DDS) does not tell it
        """
        def numbered(message, info) -> None:
            number = info.get('publication_sequence_number')
            if number is not None:
                on_sequence_number(number)
            callback(message)

        take = numbered if hasattr(Subscription, 'CallbackType') else callback  # not on Humble
        events = SubscriptionEventCallbacks(
            message_lost=lambda status: on_message_lost(status.total_count_change))
        try:
            return node.create_subscription(msg_type, topic, take, qos_profile,
                                            event_callbacks=events, **options)
        except UnsupportedEventTypeError:
            return node.create_subscription(msg_type, topic, take, qos_profile, **options)

    def executor_calls(node):
        """
        Return a function that has a callable called where the node's services run.

        Any thread may call that function; it does not wait.
        """
        waiting: SimpleQueue = SimpleQueue()

        def run() -> None:
            while not waiting.empty():  # only the executor takes something out
                waiting.get()()

        condition = node.create_guard_condition(run)

        def call(work) -> None:
            waiting.put(work)
            condition.trigger()

        return call

    def parameter_message(parameter):
        """Return a Parameter as rcl_interfaces/msg/Parameter."""
        return parameter.to_parameter_msg()

    def parameter_value(value):
        """Return what an rcl_interfaces/msg/ParameterValue holds."""
        return parameter_value_to_python(value)

    def serialize(message) -> bytes:
        """Return a message as CDR."""
        return serialize_message(message)

    def parameter_overrides(node) -> dict[str, object]:
        """Return all parameters that the command line and parameter files set, declared or not."""
        return {name: parameter.value for name, parameter in node._parameter_overrides.items()}

    def published_topics(node) -> list[tuple[str, list[str]]]:
        """Return the topics that somebody publishes, each with its types."""
        # rclpy also lists topics that somebody only subscribes to.
        return [(name, types) for name, types in node.get_topic_names_and_types()
                if node.count_publishers(name)]
else:
    try:
        from fer_ros.embedded import (
            DurabilityPolicy, ExternalShutdownException, FloatingPointRange, HistoryPolicy, init,
            IntegerRange, interface, InvalidHandle, LifecycleNode, LifecycleState,
            MutuallyExclusiveCallbackGroup, Node, ok, Parameter, ParameterDescriptor,
            qos_profile_sensor_data, QoSOverridingOptions, QoSPolicyKind, QoSProfile,
            ReliabilityPolicy, serialize, SetParametersResult, shutdown, spin, spin_once,
            TransitionCallbackReturn)
    except ImportError as error:
        raise MissingDependencyError(
            f'there is no runtime for the nodes ({REASON}; {error}). Either install ROS 2 '
            '(https://docs.ros.org), source it and build fer_ros with colcon; or use the '
            f"embedded runtime, {install_line('cyclonedds>=11,<12', 'rosbags')}, which PyPI has "
            'for x86-64 and macOS and Python 3.10 to 3.13. `fer_ros run` needs neither.'
        ) from error

    MIDDLEWARE = 'embedded'
    COPIES_PIXELS = False  # its messages hold any buffer

    def steady_timer(node, period: float, callback) -> None:
        """Call back every `period` seconds of real time, even if the clock is simulated."""
        node.create_timer(period, callback)

    def create_short_lived_publisher(node, msg_type, topic: str, qos_profile):
        """Return a publisher."""
        return node.create_publisher(msg_type, topic, qos_profile)

    def create_subscription(node, msg_type, topic: str, callback, qos_profile, *,
                            on_message_lost, on_sequence_number, **options):
        """Subscribe; Cyclone DDS reports neither lost messages nor sequence numbers."""
        return node.create_subscription(msg_type, topic, callback, qos_profile, **options)

    def executor_calls(node):
        """
        Return a function that has a callable called where the node's services run.

        Any thread may call that function; it does not wait.
        """
        return node.executor.call_soon

    def parameter_message(parameter):
        """Return a Parameter as rcl_interfaces/msg/Parameter."""
        return parameter.to_message()

    def parameter_value(value):
        """Return what an rcl_interfaces/msg/ParameterValue holds."""
        message = interface('rcl_interfaces/msg/Parameter')(name='value', value=value)
        return Parameter.from_message(message).value

    def parameter_overrides(node) -> dict[str, object]:
        """Return all parameters that the command line and parameter files set, declared or not."""
        return node.parameter_overrides()

    def published_topics(node) -> list[tuple[str, list[str]]]:
        """Return the topics that somebody publishes, each with its types."""
        return node.get_topic_names_and_types()

__all__ = [
    'COPIES_PIXELS', 'MIDDLEWARE', 'REASON', 'RUNTIME', 'DurabilityPolicy',
    'ExternalShutdownException', 'FloatingPointRange', 'HistoryPolicy', 'IntegerRange',
    'InvalidHandle', 'LifecycleNode', 'LifecycleState', 'MutuallyExclusiveCallbackGroup',
    'Node', 'Parameter', 'ParameterDescriptor', 'QoSOverridingOptions', 'QoSPolicyKind',
    'QoSProfile', 'ReliabilityPolicy', 'SetParametersResult', 'TransitionCallbackReturn',
    'create_short_lived_publisher', 'create_subscription', 'executor_calls', 'init',
    'interface', 'ok', 'parameter_message', 'parameter_overrides', 'parameter_value',
    'published_topics', 'qos_profile_sensor_data', 'serialize', 'shutdown', 'spin',
    'spin_once', 'steady_timer']
