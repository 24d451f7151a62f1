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

"""Hands the newest messages from the threads of the recognition to the connected viewers."""

from __future__ import annotations

import asyncio
from collections import deque
import json
import struct
import threading
from typing import Any

from fer_ros.view.viewer import FRAME, Viewer

# Kinds of messages of which a new viewer gets the last one at once
_KEPT = ('hello', 'state', 'diagnostics')
_MAX_EVENTS = 100


class Hub:
    """
    The connected viewers; any thread may publish, and none waits for a viewer.

    Of each kind of message only the newest waits, and a bounded number of events.
    """

    def __init__(self) -> None:
        """Start without viewers; `attach` comes before the first message."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._viewers: set[Viewer] = set()
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[str, bytes]] = {}
        self._events: deque[str] = deque(maxlen=_MAX_EVENTS)
        self._scheduled = False
        self._kept: dict[str, str] = {}

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Deliver in this loop; None ends the deliveries."""
        with self._lock:
            self._loop, self._scheduled = loop, False

    @property
    def count(self) -> int:
        """Return the number of viewers."""
        return len(self._viewers)

    @property
    def image_wanted(self) -> bool:
        """Say whether a viewer is ready for an image: otherwise none is encoded."""
        # tuple() is one step: the loop changes the set meanwhile.
        return any(viewer.credit > 0 for viewer in tuple(self._viewers))

    def publish(self, kind: str, content: Any) -> None:
        """Send a message of types of JSON; a newer one of the same kind replaces it."""
        self._put(kind, _text(kind, content), b'')

    def publish_frame(self, record: Any, jpeg: bytes = b'') -> None:
        """Send the results of a frame, with its image if somebody wants it."""
        self._put(FRAME, _text(FRAME, record), jpeg)

    def publish_event(self, content: Any) -> None:
        """Send an event; the oldest ones are dropped if too many wait."""
        with self._lock:
            self._events.append(_text('event', content))
            self._schedule()

    def _put(self, kind: str, text: str, jpeg: bytes) -> None:
        with self._lock:
            self._waiting[kind] = text, jpeg
            self._schedule()

    def _schedule(self) -> None:
        if self._loop is not None and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon_threadsafe(self._deliver)

    # in the loop

    def add(self, viewer: Viewer) -> None:
        """Add a viewer and send it the present state."""
        self._viewers.add(viewer)
        for kind, text in self._kept.items():
            viewer.put(kind, text)

    def remove(self, viewer: Viewer) -> None:
        """Remove a viewer."""
        self._viewers.discard(viewer)

    def close(self) -> None:
        """End all viewers."""
        for viewer in self._viewers:
            viewer.end()

    def _deliver(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            events = list(self._events)
            self._events.clear()
            self._scheduled = False
        for kind, (text, jpeg) in waiting.items():
            if kind in _KEPT:
                self._kept[kind] = text
            image = _with_image(text, jpeg) if jpeg else b''
            for viewer in self._viewers:
                viewer.put(kind, text, image)
        for viewer in self._viewers:
            viewer.put_events(events)


def _text(kind: str, content: Any) -> str:
    return json.dumps({'type': kind, 'content': content}, separators=(',', ':'))


def _with_image(text: str, jpeg: bytes) -> bytes:
    """Return a frame's message with its image: length of the text (u32, little endian), both."""
    encoded = text.encode()
    return struct.pack('<I', len(encoded)) + encoded + jpeg
