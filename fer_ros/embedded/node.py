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

"""The node, with the part of rclpy.node.Node that fer_ros uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fer_ros.embedded import context
from fer_ros.embedded.clock import Clock, Time
from fer_ros.embedded.entities import Client, Publisher, Service, Subscription, Timer
from fer_ros.embedded.executor import Executor, MutuallyExclusiveCallbackGroup
from fer_ros.embedded.graph import Graph, TopicEndpointInfo
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.logger import Logger, write_stderr
from fer_ros.embedded.names import expand, join, remap_name, remap_node
from fer_ros.embedded.node_parameters import NodeParameters
from fer_ros.embedded.parameter_services import create_parameter_services
from fer_ros.embedded.parameters import Parameter, ParameterStore
from fer_ros.embedded.qos import (as_profile, DurabilityPolicy, QoSProfile,
                                  ReliabilityPolicy)
from fer_ros.embedded.qos_overrides import QoSOverridingOptions, with_overrides

_ROSOUT_QOS = QoSProfile(depth=1000, durability=DurabilityPolicy.TRANSIENT_LOCAL)
_EVENTS_QOS = QoSProfile(depth=1000)
_CLOCK_QOS = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
_INFO = 20


class Node(NodeParameters):
    """A node of the graph; its callbacks run in the thread that spins it."""

    def __init__(self, node_name: str, *, namespace: str = '/') -> None:
        """
        Join the graph.

        :raises RuntimeFault: before init()
        :raises InvalidNameError: if the name or namespace is invalid
        """
        self._context = context.current()
        arguments = self._context.arguments
        self._name, self._namespace = remap_node(node_name, namespace or '/', arguments.remaps)
        self.entities: list = []
        self.executor = Executor(self._context.participant.entity)
        self._groups: dict[MutuallyExclusiveCallbackGroup, Executor] = {}
        self._clock = Clock()
        self._clock_subscription: Subscription | None = None
        self._graph: Graph | None = None
        self._logger = self._make_logger()
        self._events: Any = None  # until the publisher is made, below
        overrides = arguments.overrides(self.get_fully_qualified_name())
        self._parameters = ParameterStore(overrides, self._publish_event)
        self._context.nodes.append(self)
        if arguments.rosout:
            self._rosout = self.create_publisher(interface('rcl_interfaces/msg/Log'), '/rosout',
                                                 _ROSOUT_QOS)
            self._sinks.append(self._write_rosout)
        self._events = self.create_publisher(interface('rcl_interfaces/msg/ParameterEvent'),
                                             '/parameter_events', _EVENTS_QOS)
        create_parameter_services(self, self._parameters)
        self.add_on_set_parameters_callback(self._on_use_sim_time)
        self.declare_parameter('use_sim_time', False)

    # names

    def get_name(self) -> str:
        """Return the name without namespace."""
        return self._name

    def get_namespace(self) -> str:
        """Return the namespace."""
        return self._namespace

    def get_fully_qualified_name(self) -> str:
        """Return namespace and name."""
        return join(self._namespace, self._name)

    def resolve_topic_name(self, topic: str) -> str:
        """Return the full name of a topic, remapped."""
        return self._resolve(topic, 'topic')

    def resolve_service_name(self, service: str) -> str:
        """Return the full name of a service, remapped."""
        return self._resolve(service, 'service')

    def _resolve(self, name: str, kind: str) -> str:
        full = expand(name, self._name, self._namespace)
        return remap_name(full, kind, self._context.arguments.remaps, self._name,
                          self._namespace)

    # logging and time

    def get_logger(self) -> Logger:
        """Return the node's logger."""
        return self._logger

    def get_clock(self) -> Clock:
        """Return the clock: of the system, or of /clock if `use_sim_time` is set."""
        return self._clock

    def _on_use_sim_time(self, parameters) -> Any:
        for parameter in parameters:
            if parameter.name == 'use_sim_time':
                self._use_sim_time(parameter.value is True)
        return interface('rcl_interfaces/msg/SetParametersResult')(successful=True)

    def _use_sim_time(self, enabled: bool) -> None:
        if enabled == (self._clock_subscription is not None):
            return
        if enabled:
            self._clock.simulate(0)
            self._clock_subscription = self.create_subscription(
                interface('rosgraph_msgs/msg/Clock'), '/clock',
                lambda message: self._clock.simulate(
                    message.clock.sec * 10**9 + message.clock.nanosec), _CLOCK_QOS)
        else:
            self.destroy_subscription(self._clock_subscription)
            self._clock_subscription = None
            self._clock.simulate(None)

    def _make_logger(self) -> Logger:
        arguments = self._context.arguments
        name = self.get_fully_qualified_name().strip('/').replace('/', '.')
        self._sinks: list = [write_stderr] if arguments.stdout else []
        levels = arguments.log_levels
        return Logger(name, levels.get(name, levels.get('', _INFO)), self._sinks)

    def _write_rosout(self, level: int, name: str, message: str, stamp: int, caller) -> None:
        if context.ok():
            self._rosout.publish(self._rosout.msg_type(
                stamp=Time(stamp).to_msg(), level=level, name=name,
                # A file name may have bytes that are not UTF-8, which cannot be sent.
                msg=message.encode(errors='backslashreplace').decode(),
                file=caller.f_code.co_filename, function=caller.f_code.co_name,
                line=caller.f_lineno))

    def _publish_event(self, new: list[Parameter], changed: list[Parameter]) -> None:
        self._events.publish(self._events.msg_type(
            stamp=self._clock.now().to_msg(), node=self.get_fully_qualified_name(),
            new_parameters=[parameter.to_message() for parameter in new],
            changed_parameters=[parameter.to_message() for parameter in changed]))

    # publishers, subscriptions, services, timers

    def create_publisher(
            self, msg_type: type[Any], topic: str, qos_profile: QoSProfile | int, *,
            qos_overriding_options: QoSOverridingOptions | None = None) -> Publisher:
        """Return a publisher; a number as profile is its depth."""
        full, profile = self.resolve_topic_name(topic), as_profile(qos_profile)
        if qos_overriding_options is not None:
            profile = with_overrides(self, full, 'publisher', profile, qos_overriding_options)
        return self._add(Publisher(self._context.participant, msg_type, full, profile))

    def create_subscription(
            self, msg_type: type[Any], topic: str, callback: Callable[[Any], None],
            qos_profile: QoSProfile | int, *,
            callback_group: MutuallyExclusiveCallbackGroup | None = None,
            qos_overriding_options: QoSOverridingOptions | None = None) -> Subscription:
        """Return a subscription; `callback` takes the message."""
        full, profile = self.resolve_topic_name(topic), as_profile(qos_profile)
        if qos_overriding_options is not None:
            profile = with_overrides(self, full, 'subscription', profile, qos_overriding_options)
        return self._add(Subscription(self._context.participant, msg_type, full, callback, profile,
                                      self._on_malformed), callback_group)

    def create_service(self, srv_type, srv_name: str,
                       callback: Callable[[Any, Any], Any]) -> Service:
        """Return a service; `callback` takes request and response and returns the response."""
        return self._add(Service(self._context.participant, srv_type,
                                 self.resolve_service_name(srv_name), callback,
                                 self._on_malformed))

    def create_client(self, srv_type, srv_name: str) -> Client:
        """Return a client of a service."""
        return self._add(Client(self._context.participant, srv_type,
                                self.resolve_service_name(srv_name), self._on_malformed))

    def create_timer(self, timer_period_sec: float, callback: Callable[[], None]) -> Timer:
        """Return a timer."""
        timer = Timer(timer_period_sec, callback)
        self.executor.timers.append(timer)
        return timer

    def _add(self, entity, group: MutuallyExclusiveCallbackGroup | None = None):
        self.entities.append(entity)
        if entity.reader is not None:
            self._executor_of(group).add(entity)
        self._context.announce()
        return entity

    def _executor_of(self, group: MutuallyExclusiveCallbackGroup | None) -> Executor:
        if group is None:
            return self.executor
        if group not in self._groups:
            self._groups[group] = Executor(self._context.participant.entity)
            self._groups[group].start(f'{self._name}-callbacks')
        return self._groups[group]

    def wake(self) -> None:
        """End the waits of all threads that run callbacks of this node."""
        for executor in (self.executor, *self._groups.values()):
            executor.wake()

    def _on_malformed(self, message: str) -> None:
        self._logger.warning(message, throttle_duration_sec=5.0)

    def _destroy(self, entity) -> bool:
        if entity not in self.entities:
            return False
        self.entities.remove(entity)
        for executor in (self.executor, *self._groups.values()):
            executor.remove(entity)
        # The last reference deletes the DDS entity.
        entity.reader = entity.writer = None
        self._context.announce()
        return True

    destroy_publisher = destroy_subscription = destroy_service = destroy_client = _destroy

    def destroy_timer(self, timer: Timer) -> bool:
        """Stop a timer."""
        timer.cancel()
        if timer in self.executor.timers:
            self.executor.timers.remove(timer)
            return True
        return False

    def destroy_node(self) -> None:
        """Leave the graph."""
        if self in self._context.nodes:
            self._context.nodes.remove(self)
        for timer in list(self.executor.timers):
            self.destroy_timer(timer)
        for executor in self._groups.values():
            executor.close()
        self._sinks[:] = [sink for sink in self._sinks if sink is write_stderr]
        for entity in list(self.entities):
            self._destroy(entity)

    # graph

    def get_publishers_info_by_topic(self, topic_name: str) -> list[TopicEndpointInfo]:
        """Return the publishers of a topic that this process has discovered so far."""
        return self._discovered().publishers(self.resolve_topic_name(topic_name))

    def get_subscriptions_info_by_topic(self, topic_name: str) -> list[TopicEndpointInfo]:
        """Return the subscriptions of a topic that this process has discovered so far."""
        return self._discovered().subscriptions(self.resolve_topic_name(topic_name))

    def get_topic_names_and_types(self) -> list[tuple[str, list[str]]]:
        """Return the published topics, each with its types."""
        return self._discovered().topics()

    def _discovered(self) -> Graph:
        if self._graph is None:
            self._graph = Graph(self._context.participant)
        return self._graph
