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

"""What the nodes of a process share: participant, arguments, signals, entry in the graph."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
import signal
import sys
import threading

from fer_ros.embedded import dds
from fer_ros.embedded.arguments import Arguments, parse
from fer_ros.embedded.cdr import encode
from fer_ros.embedded.errors import RuntimeFault
from fer_ros.embedded.interfaces import GID_BYTES, interface
from fer_ros.embedded.qos import DurabilityPolicy, QoSProfile
import numpy as np

# The topic of rmw_dds_common that `ros2 node list` reads
_GRAPH_TOPIC = 'ros_discovery_info'
_GRAPH_QOS = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class Context:
    """One participant and the nodes on it."""

    def __init__(self, arguments: Arguments) -> None:
        """Join the domain."""
        self.arguments = arguments
        self.nodes: list = []
        self.participant = dds.Participant()
        self.is_valid = True
        self._graph_lock = threading.Lock()
        self._graph_type = interface('rmw_dds_common/msg/ParticipantEntitiesInfo')
        self._graph = self.participant.writer(_GRAPH_TOPIC, self._graph_type.__msgtype__,
                                              _GRAPH_QOS)

    def shutdown(self) -> None:
        """End every spin. Any thread and signal handlers may call this."""
        self.is_valid = False
        for node in list(self.nodes):
            node.wake()

    def close(self) -> None:
        """Leave the domain."""
        self.shutdown()
        for node in list(self.nodes):
            node.destroy_node()
        self.participant.close()

    def announce(self) -> None:
        """Publish which node has which endpoints."""
        node_type = interface('rmw_dds_common/msg/NodeEntitiesInfo')
        with self._graph_lock:
            dds.write(self._graph, encode(self._graph_type(
                gid=_gid(self.participant.entity),
                node_entities_info_seq=[node_type(
                    node_namespace=node.get_namespace(), node_name=node.get_name(),
                    # Another thread may destroy an entity meanwhile.
                    reader_gid_seq=[_gid(reader) for entity in list(node.entities)
                                    if (reader := entity.reader) is not None],
                    writer_gid_seq=[_gid(writer) for entity in list(node.entities)
                                    if (writer := entity.writer) is not None])
                    for node in list(self.nodes)])))


def _gid(entity):
    # Read once: it stays, and every new entity announces all.
    if not hasattr(entity, 'announced_gid'):
        entity.announced_gid = interface('rmw_dds_common/msg/Gid')(
            data=np.frombuffer(entity.get_guid().bytes.ljust(GID_BYTES, b'\0'), np.uint8))
    return entity.announced_gid


_context: Context | None = None
_old_handlers: dict = {}


@atexit.register
def _close_context() -> None:
    # When Python exits, it stops threads of Cyclone that call into Python. Deleting a writer would
    # then wait for ever.
    if _context is not None:
        _context.close()


def init(args: Sequence[str] | None = None) -> None:
    """
    Join the domain.

    From now on SIGTERM ends `spin` with ExternalShutdownException. SIGINT still raises
    KeyboardInterrupt.

    :param args: the command line; sys.argv by default
    :raises RuntimeFault: if the arguments are invalid, the domain cannot be joined, or init() was
        called before
    """
    global _context
    if ok():
        raise RuntimeFault('init() was called already')
    _context = Context(parse(sys.argv if args is None else args))
    if threading.current_thread() is threading.main_thread():
        _old_handlers[signal.SIGTERM] = signal.signal(signal.SIGTERM, _on_sigterm)
        # A shell without job control starts background commands that ignore SIGINT.
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
            _old_handlers[signal.SIGINT] = signal.signal(signal.SIGINT,
                                                         signal.default_int_handler)


def _on_sigterm(number, frame) -> None:
    if _context is not None:
        _context.shutdown()


def ok() -> bool:
    """Say whether the process is initialised and not shut down."""
    return _context is not None and _context.is_valid


def shutdown() -> None:
    """End every spin. DDS entities live until the last reference to their node is gone."""
    if _context is not None:
        _context.shutdown()
    if threading.current_thread() is threading.main_thread():
        while _old_handlers:
            signal.signal(*_old_handlers.popitem())


def current() -> Context:
    """Return the context, or raise RuntimeFault before init()."""
    if _context is None or not _context.is_valid:
        raise RuntimeFault('init() must be called first')
    return _context
