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

"""One connected viewer: what waits for it, and the task that sends it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

FRAME = 'frame'
# A viewer asks for each image. Two that are on the way hide the time of the network.
MAX_CREDIT = 2
# A viewer that takes nothing for this long is disconnected; the page connects again.
SEND_TIMEOUT_S = 30.0
_MAX_EVENTS = 50


class Connection(Protocol):
    """What a viewer needs of a WebSocket."""

    async def send_str(self, data: str) -> None:
        """Send a text message."""
        ...

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary message."""
        ...


class Viewer:
    """
    A mailbox with the newest message of each kind.

    A slow viewer misses frames, and nothing waits for it. All methods are called in the loop;
    other threads may read `credit`.
    """

    def __init__(self) -> None:
        """Start with an empty mailbox."""
        self.credit = 0
        self._texts: dict[str, str] = {}
        self._image = b''
        self._events: deque[str] = deque(maxlen=_MAX_EVENTS)
        self._changed = asyncio.Event()
        self._ended = False

    def put(self, kind: str, text: str, image: bytes = b'') -> None:
        """Let a message wait; an image counts only if the viewer has asked for one."""
        if image and (self._image or self.credit > 0):
            self.credit -= not self._image
            self._image = image
            self._texts.pop(FRAME, None)  # the image's message has the results
        else:
            self._texts[kind] = text
        self._changed.set()

    def put_events(self, texts: Sequence[str]) -> None:
        """Let events wait; the oldest ones are dropped if too many do."""
        if texts:
            self._events.extend(texts)
            self._changed.set()

    def ask_for_image(self) -> None:
        """Note that the viewer is ready for one more image."""
        self.credit = min(self.credit + 1, MAX_CREDIT)

    def end(self) -> None:
        """End `send_to`."""
        self._ended = True
        self._changed.set()

    async def send_to(self, connection: Connection, give_up: Callable[[], None]) -> None:
        """
        Send what waits, until `end` is called.

        :param give_up: breaks the connection; called if it takes nothing for SEND_TIMEOUT_S
        """
        while not self._ended:
            await self._changed.wait()
            self._changed.clear()
            texts = [*self._texts.values(), *self._events]
            image, self._image = self._image, b''
            self._texts.clear()
            self._events.clear()
            if image:  # results that wait beside it are newer
                await _in_time(connection.send_bytes(image), give_up)
            for text in texts:
                await _in_time(connection.send_str(text), give_up)


async def _in_time(sending: Awaitable[None], give_up: Callable[[], None]) -> None:
    # Not asyncio.wait_for: it makes a task for each message.
    timer = asyncio.get_running_loop().call_later(SEND_TIMEOUT_S, give_up)
    try:
        await sending
    finally:
        timer.cancel()
