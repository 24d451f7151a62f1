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

"""What viewers get, how fast they get it, and how many there may be."""

import asyncio
import json
import struct
import time

import cv2
import numpy as np
import pytest

aiohttp = pytest.importorskip('aiohttp')

from fer_ros.view import viewer, web_site  # noqa: E402, I100
from fer_ros.view.viewer import Viewer  # noqa: E402
from live_page import make_frame, TOKEN  # noqa: E402


def look(page, watch, **options):
    """Connect a viewer and return what the coroutine `watch(socket)` returns."""
    async def run():
        async with aiohttp.ClientSession() as session, session.ws_connect(
                f'http://127.0.0.1:{page.port}/stream', **options) as socket:
            return await watch(socket)

    return asyncio.run(run())


async def message(socket, kind, step=lambda: None):
    """Return the content and the image of the next message of a kind."""
    while True:
        step()
        try:
            received = await asyncio.wait_for(socket.receive(), 0.1)
        except asyncio.TimeoutError:
            continue
        assert isinstance(received.data, (str, bytes)), received
        if isinstance(received.data, str):
            text, image = received.data, b''
        else:
            length, = struct.unpack_from('<I', received.data)
            text, image = received.data[4:4 + length], received.data[4 + length:]
        parsed = json.loads(text)
        if parsed['type'] == kind:
            return parsed['content'], image


def test_a_viewer_gets_the_state_at_once(open_page):
    page = open_page()

    async def watch(socket):
        hello, _ = await message(socket, 'hello')
        state, _ = await message(socket, 'state')
        return hello, state

    hello, state = look(page, watch)
    assert hello['name'] == 'test' and hello['colors']['happy'] == '#ccbb44'
    assert state['state'] == 'active'


def test_images_come_only_when_they_are_asked_for(open_page):
    page = open_page()
    encoded = []

    def show():
        frame = make_frame(time.time(), ('f1', 'happy'), brightness=90)
        page.show(frame)
        encoded.append('jpeg' in vars(frame))

    async def watch(socket):
        plain, none = await message(socket, 'frame', show)
        await socket.send_str(web_site.ASK)
        image = b''
        while not image:
            record, image = await message(socket, 'frame', show)
        return plain, none, record, image

    plain, none, record, image = look(page, watch)
    assert none == b'' and plain['emotions'][0]['label'] == 'happy'
    pixels = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape == (240, 320, 3) and abs(int(pixels[0, 0, 0]) - 90) < 3
    assert record['emotions'][0]['face_id'] == 'f1' and record['since']['f1'] <= time.time()
    assert not encoded[0] and any(encoded)


def test_nobody_looks_until_somebody_connects_and_after_he_left(open_page):
    page = open_page()
    assert not page.wanted

    async def watch(socket):
        await message(socket, 'hello')
        return page.wanted

    assert look(page, watch)
    deadline = time.monotonic() + 5
    while page.wanted and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not page.wanted


def test_events_and_diagnostics(open_page):
    from fer_ros.view.display import Status

    page = open_page()

    async def watch(socket):
        await message(socket, 'hello')
        page.show(make_frame(100.0, ('f1', 'happy')))
        page.show(make_frame(103.0))
        page.show_diagnostics([Status('n: camera', 1, 'slow', {'rate [Hz]': '2.0'})])
        events = [(await message(socket, 'event'))[0] for _ in range(2)]
        page.show_diagnostics([Status('n: camera', 1, 'slow', {'rate [Hz]': '2.0'})])
        return events, (await message(socket, 'diagnostics'))[0]

    events, statuses = look(page, watch)
    assert [(event['kind'], event['face_id']) for event in events] == [
        ('appeared', 'f1'), ('left', 'f1')]
    assert statuses == [{'name': 'n: camera', 'level': 1, 'message': 'slow',
                         'values': {'rate [Hz]': '2.0'}}]


def test_viewers_are_bounded(open_page, monkeypatch):
    monkeypatch.setattr(web_site, 'MAX_VIEWERS', 2)
    page = open_page()

    async def run():
        async with aiohttp.ClientSession() as session:
            address = f'http://127.0.0.1:{page.port}'
            opened = [await session.ws_connect(f'{address}/stream') for _ in range(2)]
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f'{address}/stream')
            async with session.get(f'{address}/ready') as ready:
                said = ready.status, await ready.json()
            for socket in opened:
                await socket.close()
            return refused.value.status, said

    status, (ready, answer) = asyncio.run(run())
    assert status == ready == 503 and '2 viewers' in answer['reason']


def test_the_stream_needs_the_token(open_page):
    page = open_page(token=TOKEN)

    async def watch(socket):
        return (await message(socket, 'hello'))[0]

    with pytest.raises(aiohttp.WSServerHandshakeError, match='401'):
        look(page, watch)
    assert look(page, watch, headers={'Authorization': f'Bearer {TOKEN}'})['name'] == 'test'


@pytest.mark.parametrize('sent', ['x' * 300, b'x' * 300])
def test_a_long_message_of_a_viewer_ends_the_connection(open_page, sent):
    page = open_page()

    async def watch(socket):
        await (socket.send_str if isinstance(sent, str) else socket.send_bytes)(sent)
        while (await asyncio.wait_for(socket.receive(), 5)).type.name in ('TEXT', 'BINARY'):
            pass
        return socket.closed

    assert look(page, watch)


def test_the_page_closes_its_viewers(open_page):
    page = open_page()

    async def watch(socket):
        await message(socket, 'hello')
        await asyncio.get_running_loop().run_in_executor(None, page.close)
        while (await asyncio.wait_for(socket.receive(), 5)).type.name in ('TEXT', 'BINARY'):
            pass
        return socket.closed

    assert look(page, watch)


class SlowConnection:
    """Takes a message only when it is told to."""

    def __init__(self):
        self.sent, self.free = [], asyncio.Semaphore(0)

    async def send_str(self, data):
        await self.free.acquire()
        self.sent.append(data)

    send_bytes = send_str


def test_a_slow_viewer_gets_the_newest_frames_and_a_bounded_number_of_events():
    async def run():
        slow, connection = Viewer(), SlowConnection()
        sender = asyncio.ensure_future(slow.send_to(connection, pytest.fail))
        for number in range(1000):
            slow.put('frame', f'frame {number}')
            slow.put_events([f'event {number}'])
            await asyncio.sleep(0)
        for _ in range(200):
            connection.free.release()
        await asyncio.sleep(0.05)
        slow.end()
        await sender
        return connection.sent

    sent = asyncio.run(run())
    assert sent[-1] == 'event 999' and 'frame 999' in sent
    assert len(sent) < 60


def test_a_viewer_gets_no_more_images_than_it_asked_for():
    async def run():
        eager, connection = Viewer(), SlowConnection()
        for _ in range(5):
            eager.ask_for_image()
        assert eager.credit == viewer.MAX_CREDIT
        for number in range(10):
            eager.put('frame', f'{number}', b'%d' % number)
        for _ in range(20):
            connection.free.release()
        sender = asyncio.ensure_future(eager.send_to(connection, pytest.fail))
        await asyncio.sleep(0.01)
        eager.put('frame', '10', b'10')
        eager.put('frame', '11', b'11')
        await asyncio.sleep(0.01)
        eager.put('frame', '12', b'12')
        await asyncio.sleep(0.01)
        eager.end()
        await sender
        return connection.sent

    # Frames that come before the last image was sent replace it.
    assert asyncio.run(run()) == [b'9', b'11', '12']


def test_a_viewer_that_takes_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(viewer, 'SEND_TIMEOUT_S', 0.05)

    async def run():
        stuck, given_up = Viewer(), asyncio.Event()
        stuck.put('frame', 'x')
        sender = asyncio.ensure_future(stuck.send_to(SlowConnection(), given_up.set))
        await asyncio.wait_for(given_up.wait(), 5)
        sender.cancel()

    asyncio.run(run())
