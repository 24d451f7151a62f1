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

"""Foxglove's protocol, spoken by a client of the test's."""

import asyncio
import json
import struct
import time

import cv2
from fer_ros.system import share_dir
from fer_ros.values.errors import FerRosError, MissingDependencyError
from fer_ros.view.message_text import EMOTION_ARRAY, message_text
from live_page import make_frame
import numpy as np
import pytest

# docs.foxglove.dev, "Foxglove WebSocket protocol": opcode of a message with data
DATA = 1
# Field 2 of foxglove.CompressedImage (protobuf) is the image: tag 0x12, length, bytes
JPEG_START = b'\xff\xd8\xff'


@pytest.fixture
def serve():
    """Return a function that starts a server for Foxglove on a free port."""
    pytest.importorskip('foxglove')
    from fer_ros.view.foxglove import Foxglove

    servers = []

    def start(encode=lambda frame: b'\0\1\0\0', **options):
        servers.append(Foxglove(encode, **{'name': 'test', 'port': 0} | options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def receive(server, topic, show):
    """Subscribe to a topic and return its channel and the data of one message."""
    aiohttp = pytest.importorskip('aiohttp')

    async def run():
        async with aiohttp.ClientSession() as session, session.ws_connect(
                f'http://127.0.0.1:{server.port}', protocols=['foxglove.sdk.v1']) as socket:
            channels = {}
            while len(channels) < 4:
                message = json.loads((await asyncio.wait_for(socket.receive(), 5)).data)
                if message['op'] == 'advertise':
                    channels.update({one['topic']: one for one in message['channels']})
            assert not server.wanted
            await socket.send_str(json.dumps({'op': 'subscribe', 'subscriptions': [
                {'id': 7, 'channelId': channels[topic]['id']}]}))
            while True:
                if server.wanted:
                    show()
                try:
                    data = (await asyncio.wait_for(socket.receive(), 0.1)).data
                except asyncio.TimeoutError:
                    continue
                if isinstance(data, bytes) and data[0] == DATA:
                    return channels[topic], data

    return asyncio.run(run())


def test_emotions_as_cdr(serve):
    pytest.importorskip('rosbags')
    from fer_ros.node.displays import encode_frame
    from rosbags.typesys import get_types_from_msg, get_typestore, Stores

    server = serve(encode_frame)
    stamp = 1_700_000_000.0
    channel, data = receive(server, '/fer/emotions', lambda: server.show(
        make_frame(stamp, ('f1', 'happy'), ('f2', 'sad'))))
    assert (channel['encoding'], channel['schemaName']) == ('cdr', EMOTION_ARRAY)
    assert channel['schemaEncoding'] == 'ros2msg'
    _, subscription, time_ns = struct.unpack_from('<BIQ', data)
    assert (subscription, time_ns) == (7, 1_700_000_000_000_000_000)
    # Decoded with what the channel itself says, by a program that knows nothing of fer_ros.
    store = get_typestore(Stores.EMPTY)
    store.register(get_types_from_msg(channel['schema'], channel['schemaName']))
    array = store.deserialize_cdr(data[13:], EMOTION_ARRAY)
    assert (array.header.stamp.sec, array.header.stamp.nanosec) == (1_700_000_000, 0)
    assert [(one.face_id, one.label) for one in array.emotions] == [
        ('f1', 'happy'), ('f2', 'sad')]
    assert array.emotions[0].probabilities[3] == pytest.approx(0.7)


@pytest.mark.parametrize('topic', ['/fer/image', '/fer/image_annotated'])
def test_images_as_jpeg(serve, topic):
    server = serve()
    channel, data = receive(server, topic, lambda: server.show(
        make_frame(time.time(), ('f1', 'happy'), brightness=90)))
    assert channel['schemaName'] == 'foxglove.CompressedImage'
    jpeg = data[data.index(JPEG_START):]
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (240, 320, 3)
    assert (np.ptp(image.astype(int)) > 20) == (topic == '/fer/image_annotated')


def test_annotations_of_the_image(serve):
    server = serve()
    channel, data = receive(server, '/fer/annotations', lambda: server.show(
        make_frame(time.time(), ('f1', 'happy'))))
    assert channel['schemaName'] == 'foxglove.ImageAnnotations'
    assert b'f1 happy 70%' in data


def test_only_what_is_subscribed_is_encoded(serve):
    encoded = []
    server = serve(encoded.append)
    frame = make_frame(time.time(), ('f1', 'happy'))
    server.show(frame)
    assert not encoded and not server.wanted


def test_a_port_in_use_is_named(serve):
    server = serve()
    with pytest.raises(FerRosError, match=rf'127.0.0.1 port {server.port}'):
        serve(port=server.port)


def test_the_missing_package_is_named(monkeypatch):
    from fer_ros.view.foxglove import Foxglove

    monkeypatch.setitem(__import__('sys').modules, 'foxglove', None)
    with pytest.raises(MissingDependencyError, match=r'foxglove-sdk.*install'):
        Foxglove(bytes, name='x', port=0)


def test_the_text_has_every_message_that_is_used():
    text = message_text()
    for name in ('fer_ros/Emotion', 'std_msgs/Header', 'builtin_interfaces/Time',
                 'sensor_msgs/RegionOfInterest'):
        assert f'MSG: {name}\n' in text
    assert (share_dir() / 'msg' / 'EmotionArray.msg').read_text() in text


def test_the_layout_shows_the_topics_of_the_node(serve):
    layout = (share_dir() / 'config' / 'foxglove_layout.json').read_text()
    json.loads(layout)
    for topic in ('/fer/image', '/fer/annotations', '/fer/emotions'):
        assert topic in layout
