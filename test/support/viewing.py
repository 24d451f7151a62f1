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

"""A viewer of the live page for tests, without a browser."""

import asyncio
from http.client import HTTPConnection
import json
import socket
import struct

import cv2
import numpy as np
import pytest


def free_port():
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def post(port, path, content):
    """Send JSON to a page; return the status and the reason, '' if it has none."""
    connection = HTTPConnection('127.0.0.1', port, timeout=60)
    try:
        connection.request('POST', path, json.dumps(content),
                           {'Content-Type': 'application/json'})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()).get('reason', '')
    finally:
        connection.close()


def receive(port, enough, seconds=30.0, step=lambda: None):
    """
    Watch a page until `enough(kind, content, image)` is true, and return these three.

    :param step: called again and again meanwhile
    """
    aiohttp = pytest.importorskip('aiohttp')

    async def run():
        end = asyncio.get_running_loop().time() + seconds
        async with aiohttp.ClientSession() as session, session.ws_connect(
                f'http://127.0.0.1:{port}/stream', max_msg_size=0) as stream:
            while asyncio.get_running_loop().time() < end:
                await stream.send_str('image')
                step()
                try:
                    data = (await asyncio.wait_for(stream.receive(), 0.2)).data
                except asyncio.TimeoutError:
                    continue
                kind, content, image = parsed(data)
                if enough(kind, content, image):
                    return kind, content, image
        raise AssertionError(f'what was waited for did not come within {seconds:g} s')

    return asyncio.run(run())


def parsed(data):
    """Return kind, content and image (BGR, None without one) of a message."""
    if isinstance(data, str):
        return *json.loads(data).values(), None
    length, = struct.unpack_from('<I', data)
    image = cv2.imdecode(np.frombuffer(data[4 + length:], np.uint8), cv2.IMREAD_COLOR)
    return *json.loads(data[4:4 + length]).values(), image


def shows_a_face(kind, content, image):
    """Say whether this is a frame with an image and a face."""
    return kind == 'frame' and image is not None and bool(content['emotions'])
