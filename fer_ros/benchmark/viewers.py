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

"""Viewers of the live page without a browser: what reaches them, and how late."""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import struct
import sys
import time
from typing import Any

_ASK = 'image'
_ON_THE_WAY = 2     # as the page asks
_SLOW_PERIOD_S = 1.0


async def watch(session: Any, address: str, seconds: float) -> list[float]:
    """
    Look for some time as the page does, and return the ages of the images in seconds.

    The age is the time from the stamp to the arrival of the whole image.
    """
    ages: list[float] = []
    end = time.monotonic() + seconds
    async with session.ws_connect(address, max_msg_size=0) as stream:
        for _ in range(_ON_THE_WAY):
            await stream.send_str(_ASK)
        while (left := end - time.monotonic()) > 0:
            try:
                message = await asyncio.wait_for(stream.receive(), left)
            except asyncio.TimeoutError:
                break
            if isinstance(message.data, bytes):
                length, = struct.unpack_from('<I', message.data)
                stamp = json.loads(message.data[4:4 + length])['content']['stamp']
                ages.append(time.time() - stamp)
                await stream.send_str(_ASK)
            elif not isinstance(message.data, str):
                raise ConnectionError(f'the server ended the stream: {message}')
    return ages


def watch_slowly(port: int, seconds: float) -> int:
    """Ask for everything, read a byte a second, and return the number of bytes."""
    with socket.socket() as stream:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stream.connect(('127.0.0.1', port))
        stream.sendall(f'GET /stream HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n'
                       'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                       'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'.encode())
        for _ in range(_ON_THE_WAY):
            # A text frame with a mask of zeros (RFC 6455, 5.2)
            stream.sendall(bytes((0x81, 0x80 | len(_ASK), 0, 0, 0, 0)) + _ASK.encode())
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            count += len(stream.recv(1))
            time.sleep(_SLOW_PERIOD_S)
    return count


async def _watch_all(port: int, count: int, seconds: float) -> list[list[float]]:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        return list(await asyncio.gather(*(
            watch(session, f'http://127.0.0.1:{port}/stream', seconds) for _ in range(count))))


def main(argv: list[str]) -> int:
    """Watch, and print the ages of the images of each viewer as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--count', type=int, default=1)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--slow', action='store_true')
    args = parser.parse_args(argv)
    if args.slow:
        print(json.dumps({'bytes': watch_slowly(args.port, args.seconds), 'ages': []}))
    else:
        print(json.dumps({'ages': asyncio.run(_watch_all(args.port, args.count, args.seconds))}))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
