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

"""`fer_ros view` with a source, and with the topics of a running node."""

import re
import signal

import cv2
from fer_ros.values.settings import DEFAULT_MODEL
import pytest
from viewing import post, receive, shows_a_face


@pytest.fixture
def photo(tmp_path, portrait):
    """Return the path of a portrait."""
    cv2.imwrite(str(tmp_path / 'collins.png'), portrait)
    return tmp_path / 'collins.png'


def port_of(running):
    """Return the port of the page that a command has opened."""
    running.wait_for('Open http://')
    return int(re.search(r'Open http://127\.0\.0\.1:(\d+)/', running.output())[1])


def test_a_source(command, portrait, photo):
    pytest.importorskip('aiohttp')
    with command('view', str(photo), '--port', '0') as view:
        port = port_of(view)
        _, content, image = receive(port, shows_a_face)
        assert content['emotions'][0]['label'] == 'happy' and image.shape == portrait.shape
        status, reason = post(port, '/setting', {'name': 'detector', 'value': 'x'})
        assert status == 422 and "unknown detector 'x'" in reason
        assert post(port, '/setting', {'name': 'detector', 'value': 'haar'}) == (200, '')
        receive(port, lambda kind, content, image: kind == 'frame'
                and content['detector'] == 'haar')
        assert post(port, '/paused', {'paused': True}) == (200, '')
        assert receive(port, lambda kind, *_: kind == 'state')[1]['state'] == 'paused'
        assert view.stop(signal.SIGINT) == 130
        assert 'Traceback' not in view.output()


def test_the_status_of_a_source(command, photo):
    pytest.importorskip('aiohttp')
    with command('view', str(photo), '--port', '0') as view:
        _, statuses, _ = receive(port_of(view), lambda kind, *_: kind == 'diagnostics')
        assert [status['name'].split(': ')[1] for status in statuses] == [
            'camera', 'processing', 'models']
        assert statuses[2]['values']['model'] == DEFAULT_MODEL


def test_a_source_with_hidden_faces(command, portrait, photo):
    pytest.importorskip('aiohttp')
    with command('view', str(photo), '--port', '0', '--anonymize') as view:
        _, _, image = receive(port_of(view), shows_a_face)
        face = slice(67, 160), slice(118, 211)
        assert abs(image[face].astype(int) - portrait[face]).mean() > 15


def test_the_topics_of_a_node(command, portrait, photo):
    pytest.importorskip('aiohttp')
    with command('node') as node, command('camera', str(photo)), \
            command('view', '--topic', '/fer/emotions', '--port', '0') as view:
        node.wait_for('Waiting for images')
        port = port_of(view)
        _, content, image = receive(port, shows_a_face)
        assert content['emotions'][0]['label'] == 'happy' and image.shape == portrait.shape
        assert receive(port, lambda kind, *_: kind == 'hello')[1]['drawn']

        def known(kind, content, image):
            return kind == 'state' and content['state'] == 'active' and content['settings']

        receive(port, known)
        status, reason = post(port, '/setting', {'name': 'min_confidence', 'value': 2})
        assert status == 422 and 'min_confidence' in reason
        assert post(port, '/setting', {'name': 'min_confidence', 'value': 0.25}) == (200, '')
        receive(port, lambda kind, content, image: known(kind, content, image) and any(
            one['name'] == 'min_confidence' and one['value'] == 0.25
            for one in content['settings']))
        assert post(port, '/paused', {'paused': True}) == (200, '')
        receive(port, lambda kind, content, image: kind == 'state'
                and content['state'] == 'paused')


def test_a_node_that_is_not_there(command):
    pytest.importorskip('aiohttp')
    with command('view', '--topic', '/nobody', '--port', '0') as view:
        port = port_of(view)
        assert post(port, '/paused', {'paused': True}) == (
            422, 'the node /nobody does not answer')
        assert view.stop(signal.SIGINT) == 0
        assert 'Traceback' not in view.output()


def test_foxglove_is_for_a_source(command):
    with command('view', '--topic', '--foxglove') as view:
        view.process.wait(60)
        assert view.process.returncode == 1 and 'foxglove_port' in view.output()
