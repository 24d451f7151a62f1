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

"""The node with its live page, and with Foxglove."""

import asyncio
import json
import re
import socket
from types import SimpleNamespace

from fer_ros.node.displays import open_displays
from fer_ros.values.node_settings import NodeSettings
import numpy as np
import pytest
from viewing import free_port, post, receive, shows_a_face

# Collins's face from brow to chin in the portrait
FACE = slice(67, 160), slice(118, 211)


@pytest.fixture
def serving(command, tester, portrait):
    """Return a function that starts the node with a page; and one that publishes the portrait."""
    pytest.importorskip('aiohttp')

    def start(*options):
        port = free_port()
        node = command('node', '--ros-args', '-p', f'web_port:={port}', *options)
        node.__enter__().wait_for('Waiting for images')
        nodes.append(node)
        return port

    stamp = 1

    def publish():
        nonlocal stamp
        stamp += 1
        tester.publisher.publish(tester.message(portrait, stamp=(stamp, 0)))
        tester.spin(0.02)

    nodes = []
    yield start, publish
    for node in nodes:
        node.__exit__(None, None, None)


def test_a_viewer_sees_frames_that_nobody_subscribes_to(serving, tester, portrait):
    start, publish = serving
    for subscription in tester.emotion_subscriptions:
        tester.node.destroy_subscription(subscription)
    _, content, image = receive(start(), shows_a_face, step=publish)
    assert content['emotions'][0]['label'] == 'happy'
    assert image.shape == portrait.shape
    # The page draws boxes and labels itself.
    assert np.abs(image[FACE].astype(int) - portrait[FACE]).mean() < 6


def test_the_diagnostics_reach_the_page(serving):
    start, publish = serving
    _, statuses, _ = receive(start(), lambda kind, *_: kind == 'diagnostics', step=publish)
    assert {status['name'] for status in statuses} == {
        'fer: camera', 'fer: processing', 'fer: models'}
    assert all(type(status['level']) is int for status in statuses)


def test_the_page_sets_parameters_and_shows_why_the_node_rejects_some(serving, tester):
    port = serving[0]()
    assert post(port, '/setting', {'name': 'min_quality', 'value': '0.75'}) == (200, '')
    assert tester.get_parameter('min_quality') == 0.75
    status, reason = post(port, '/setting', {'name': 'min_quality', 'value': 7})
    assert status == 422 and reason == 'min_quality must be in [0.0, 1.0], but got 7.0'
    status, reason = post(port, '/setting', {'name': 'model', 'value': 'nothing'})
    assert status == 422 and "unknown model 'nothing'" in reason
    status, reason = post(port, '/setting', {'name': 'min_quality', 'value': 'high'})
    assert status == 422 and "'high'" in reason
    assert tester.get_parameter('min_quality') == 0.75
    assert post(port, '/setting', {'name': 'model', 'value': 'cnn'}) == (200, '')
    _, state, _ = receive(port, lambda kind, *_: kind == 'state')
    assert {one['name']: one['value'] for one in state['settings']}['model'] == 'cnn'


def test_others_change_settings_and_the_page_shows_it(serving, tester):
    port = serving[0]()

    def changed(kind, content, image):
        return kind == 'state' and any(one['name'] == 'label_margin' and one['value'] == 0.4
                                       for one in content['settings'])

    set_once = []

    def step():
        if not set_once:
            set_once.append(tester.set_parameter('label_margin', 0.4).successful)

    receive(port, changed, step=step)
    assert set_once == [True]


def test_pause_and_resume(serving, tester, portrait):
    start, publish = serving
    port = start()
    assert post(port, '/paused', {'paused': True}) == (200, '')
    tester.wait_until(lambda: tester.publisher.get_subscription_count() == 0, 'the pause')
    assert receive(port, lambda kind, *_: kind == 'state')[1]['state'] == 'paused'
    assert post(port, '/paused', {'paused': False}) == (200, '')
    assert tester.ask(tester.message(portrait)).emotions
    receive(port, shows_a_face, step=publish)


def test_anonymize_hides_the_face_from_the_page(serving, portrait):
    start, publish = serving
    port = start()
    receive(port, shows_a_face, step=publish)
    assert post(port, '/setting', {'name': 'anonymize', 'value': True}) == (200, '')
    seen = []

    def third(kind, content, image):
        """Skip what was on its way when the setting changed."""
        seen.extend([1] if shows_a_face(kind, content, image) else [])
        return len(seen) == 3 and image is not None

    _, content, image = receive(port, third, step=publish)
    assert content['emotions']
    assert np.abs(image[FACE].astype(int) - portrait[FACE]).mean() > 15


def test_a_port_in_use_does_not_keep_the_node_from_its_work(command, tester, portrait):
    pytest.importorskip('aiohttp')
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        taken.listen()
        port = taken.getsockname()[1]
        with command('node', '--ros-args', '-p', f'web_port:={port}') as node:
            node.wait_for(f"the page cannot be served on '127.0.0.1' port {port}")
            assert tester.ask(tester.message(portrait)).emotions


def test_another_address_logs_a_token(command):
    pytest.importorskip('aiohttp')
    with command('node', '--ros-args', '-p', f'web_port:={free_port()}',
                 '-p', 'web_host:=0.0.0.0') as node:
        node.wait_for('Waiting for images')
        assert re.search(r'Live page: http://\S+/#token=[\w-]{32}', node.output())


@pytest.mark.parametrize(('package', 'port', 'said'), [
    ('aiohttp', 'web_port', 'the page needs aiohttp'),
    ('foxglove', 'foxglove_port', 'Foxglove needs the package foxglove-sdk')])
def test_without_the_package_the_node_goes_on(monkeypatch, package, port, said):
    monkeypatch.setitem(__import__('sys').modules, package, None)
    errors = []
    node = SimpleNamespace(get_fully_qualified_name=lambda: '/fer', get_logger=lambda: (
        SimpleNamespace(error=errors.append)), executor=SimpleNamespace(call_soon=None),
        create_guard_condition=lambda callback: None)
    displays = open_displays(node, NodeSettings(**{port: free_port()}), lambda enabled: '')
    assert not displays.wanted
    assert len(errors) == 1 and said in errors[0] and 'install' in errors[0]


def test_foxglove_gets_the_emotions_of_the_node(command, tester, portrait):
    aiohttp = pytest.importorskip('aiohttp')
    pytest.importorskip('foxglove')
    typesys = pytest.importorskip('rosbags.typesys')
    port = free_port()

    async def emotions():
        """Subscribe as Foxglove does; return the schema and a message."""
        async with aiohttp.ClientSession() as session, session.ws_connect(
                f'http://127.0.0.1:{port}', protocols=['foxglove.sdk.v1']) as stream:
            channel = None
            while channel is None:
                message = json.loads((await asyncio.wait_for(stream.receive(), 5)).data)
                channel = next((one for one in message.get('channels', ())
                                if one['topic'] == '/fer/emotions'), None)
            await stream.send_json({'op': 'subscribe', 'subscriptions': [
                {'id': 1, 'channelId': channel['id']}]})
            for stamp in range(1, 200):
                tester.publisher.publish(tester.message(portrait, stamp=(stamp, 0)))
                tester.spin(0.02)
                try:
                    data = (await asyncio.wait_for(stream.receive(), 0.1)).data
                except asyncio.TimeoutError:
                    continue
                if isinstance(data, bytes):
                    return channel, data[13:]
        raise AssertionError('no message came')

    with command('node', '--ros-args', '-p', f'foxglove_port:={port}') as node:
        node.wait_for('Waiting for images')
        channel, data = asyncio.run(emotions())
    store = typesys.get_typestore(typesys.Stores.EMPTY)
    store.register(typesys.get_types_from_msg(channel['schema'], channel['schemaName']))
    array = store.deserialize_cdr(data, channel['schemaName'])
    assert array.header.frame_id == 'test_camera'
    assert [one.label for one in array.emotions] == ['happy']
