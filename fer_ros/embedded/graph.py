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

"""The publishers and subscriptions in the graph, with the names of rclpy.topic_endpoint_info."""

from __future__ import annotations

from dataclasses import dataclass
import threading

from cyclonedds.builtin import BuiltinTopicDcpsPublication, BuiltinTopicDcpsSubscription
from fer_ros.embedded import dds
from fer_ros.embedded.cdr import decode
from fer_ros.embedded.endpoints import Endpoint, Endpoints
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.qos import DurabilityPolicy, HistoryPolicy, QoSProfile

# rmw_dds_common: each process publishes which node has which endpoints
NODES_TOPIC = 'ros_discovery_info'
_GRAPH_QOS = QoSProfile(history=HistoryPolicy.KEEP_ALL,
                        durability=DurabilityPolicy.TRANSIENT_LOCAL)
_MAX_PROCESSES = 500  # remembered processes; each call of `ros2 topic` adds one


@dataclass(frozen=True)
class TopicEndpointInfo:
    """
    A publisher or subscription of any process.

    The first two bytes of its gid identify the DDS vendor.
    """

    node_name: str
    node_namespace: str
    topic_type: str
    qos_profile: QoSProfile
    endpoint_gid: bytes


class Graph:
    """The result of the discovery; it is complete after about a second."""

    def __init__(self, participant: dds.Participant) -> None:
        """Start listening."""
        self._lock = threading.Lock()
        self._publications = Endpoints(participant.entity, BuiltinTopicDcpsPublication)
        self._subscriptions = Endpoints(participant.entity, BuiltinTopicDcpsSubscription)
        self._type = interface('rmw_dds_common/msg/ParticipantEntitiesInfo').__msgtype__
        self._nodes = participant.reader(NODES_TOPIC, self._type, _GRAPH_QOS)
        self._node_of: dict[bytes, dict[bytes, tuple[str, str]]] = {}

    def publishers(self, topic: str) -> list[TopicEndpointInfo]:
        """Return the publishers of a topic, given its full name."""
        return self._on_topic(topic, self._publications)

    def subscriptions(self, topic: str) -> list[TopicEndpointInfo]:
        """Return the subscriptions of a topic, given its full name."""
        return self._on_topic(topic, self._subscriptions)

    def topics(self) -> list[tuple[str, list[str]]]:
        """Return the published topics, each with its types."""
        self._read_nodes()  # or its messages would pile up
        types: dict[str, set[str]] = {}
        for endpoint in self._known(self._publications):
            if endpoint.topic_name.startswith('rt/'):
                types.setdefault(endpoint.topic_name[2:], set()).add(_ros_type(endpoint))
        return [(name, sorted(found)) for name, found in sorted(types.items())]

    def _on_topic(self, topic: str, endpoints: Endpoints) -> list[TopicEndpointInfo]:
        self._read_nodes()
        return [self._info(endpoint) for endpoint in self._known(endpoints)
                if endpoint.topic_name == f'rt{topic}']

    def _known(self, endpoints: Endpoints) -> list[Endpoint]:
        with self._lock:
            return endpoints.known()

    def _read_nodes(self) -> None:
        with self._lock:
            while (data := dds.take(self._nodes)) is not None:
                self._remember(data)

    def _info(self, endpoint: Endpoint) -> TopicEndpointInfo:
        with self._lock:
            names = [nodes[endpoint.gid] for nodes in self._node_of.values()
                     if endpoint.gid in nodes]
        namespace, name = names[0] if names else ('', '_NODE_NAME_UNKNOWN_')
        return TopicEndpointInfo(name, namespace, _ros_type(endpoint), endpoint.qos,
                                 endpoint.gid)

    def _remember(self, data) -> None:
        try:
            message = decode(data, self._type)
        except ValueError:
            return  # from another program that uses this topic name
        gid = bytes(message.gid.data)
        self._node_of.pop(gid, None)  # so that the newest entries are the last
        while len(self._node_of) >= _MAX_PROCESSES:
            del self._node_of[next(iter(self._node_of))]
        self._node_of[gid] = {
            bytes(gid.data[:16]): (node.node_namespace, node.node_name)
            for node in message.node_entities_info_seq
            for gid in (*node.writer_gid_seq, *node.reader_gid_seq)}


def _ros_type(endpoint: Endpoint) -> str:
    """Return `sensor_msgs/msg/Image` for `sensor_msgs::msg::dds_::Image_`."""
    return endpoint.type_name.replace('::dds_::', '::').replace('::', '/').removesuffix('_')
