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

"""Bounds the open connections of the server, which aiohttp does not do itself."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

MAX_CONNECTIONS = 64
# A connection without any request is closed after this time.
FIRST_REQUEST_S = 10.0
# The objects of a connection refer to each other in circles. Python would keep those of a thousand
# connections, some 15 kB each, before it looks for circles in a process as large as a node.
COLLECT_AFTER, COLLECT_PERIOD_S = 64, 60.0


class Connections:
    """Refuses connections above the limit, and closes those that never ask for anything."""

    def __init__(self, server: Any, loop: asyncio.AbstractEventLoop) -> None:
        """
        Take the server.

        :param server: `aiohttp.web.Server`, the factory of the protocols that answer requests
        """
        self._server, self._loop = server, loop
        self._silent: set[Any] = set()
        self._made, self._collected = 0, loop.time()

    def __call__(self) -> asyncio.BaseProtocol:
        """Return the protocol of a new connection."""
        # aiohttp keeps some protocols for a while after their connection was lost.
        connected = sum(one.transport is not None for one in self._server.connections)
        if connected >= MAX_CONNECTIONS:
            return _Refusal()
        self._collect_circles()
        protocol = self._server()
        self._silent.add(protocol)
        self._loop.call_later(FIRST_REQUEST_S, self._close_silent, protocol)
        return protocol

    def note_request(self, protocol: Any) -> None:
        """Note that a connection has sent a request."""
        self._silent.discard(protocol)

    def _collect_circles(self) -> None:
        self._made += 1
        now = self._loop.time()
        if self._made >= COLLECT_AFTER and now - self._collected >= COLLECT_PERIOD_S:
            self._made, self._collected = 0, now
            gc.collect()

    def _close_silent(self, protocol: Any) -> None:
        if protocol in self._silent:
            self._silent.discard(protocol)
            protocol.force_close()


class _Refusal(asyncio.Protocol):
    """Closes the connection at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b'HTTP/1.1 503 Too many connections\r\nContent-Length: 0\r\n'
                        b'Connection: close\r\n\r\n')
        transport.close()
