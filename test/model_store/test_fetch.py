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

"""Fetching weights from a server on this machine: whole or not at all."""

import contextlib
from dataclasses import replace
import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import socket
import threading

from fer_ros.model_store.fetch import fetch
from fer_ros.model_store.weights import WeightFile, WEIGHTS
from fer_ros.values.errors import ModelError
import pytest

CONTENT = bytes(range(256)) * 800
SPEC = WeightFile('net.onnx', len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), 'MIT', '')
SHORT = len(CONTENT) // 2


class Handler(BaseHTTPRequestHandler):
    """Serves the file and its damaged kinds by their paths."""

    def do_GET(self):
        self.server.requests.append(self.path)
        bodies = {'/good': CONTENT, '/other': CONTENT[::-1], '/long': CONTENT + b'!',
                  '/endless': CONTENT * 20, '/short': CONTENT[:SHORT],
                  '/broken': CONTENT[:SHORT], '/empty': b''}
        if self.path == '/nonsense':
            self.wfile.write(b'this is no HTTP\r\n\r\n')
            return
        port = self.server.server_port
        moved = {'/moved': '/good', '/insecure': f'http://localhost:{port}/good',
                 '/file': 'file:///etc/passwd', '/circle': '/circle'}
        if self.path in moved:
            self.send_response(302)
            self.send_header('Location', moved[self.path])
            self.end_headers()
            return
        if self.path not in bodies:
            self.send_error(404)
            return
        body = bodies[self.path]
        self.send_response(200)
        # A connection that breaks off delivers less than it announced.
        length = len(CONTENT) if self.path == '/broken' else len(body)
        self.send_header('Content-Length', str(length))
        self.end_headers()
        # The client hangs up when it has seen enough.
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    # A proxy of the environment would be asked even for this machine.
    monkeypatch.setenv('no_proxy', '*')
    with ThreadingHTTPServer(('127.0.0.1', 0), Handler) as running:
        running.requests = []
        running.daemon_threads = False
        # This server alone counts as secure: it has no certificate.
        monkeypatch.setattr('fer_ros.model_store.fetch.SECURE',
                            f'http://127.0.0.1:{running.server_port}/')
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def spec_of(server, path):
    return replace(SPEC, url=f'http://127.0.0.1:{server.server_port}{path}')


@pytest.mark.parametrize('path', ['/good', '/moved'])
def test_whole_file(server, tmp_path, path):
    seen = []
    target = fetch('net', lambda *count: seen.append(count), spec=spec_of(server, path),
                   folder=tmp_path / 'new' / 'cache')
    assert target == tmp_path / 'new' / 'cache' / 'net.onnx'
    assert target.read_bytes() == CONTENT
    assert [one.name for one in target.parent.iterdir()] == ['net.onnx']
    assert target.stat().st_mode & 0o777 == 0o644
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen) and len(seen) > 1


def test_good_copy_is_left_alone(server, tmp_path):
    (tmp_path / 'net.onnx').write_bytes(CONTENT)
    fetch('net', spec=spec_of(server, '/good'), folder=tmp_path)
    assert server.requests == []


def test_damaged_copy_is_replaced(server, tmp_path):
    (tmp_path / 'net.onnx').write_bytes(CONTENT[:9])
    assert fetch('net', spec=spec_of(server, '/good'), folder=tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(('path', 'words'), [
    ('/missing', '404'),
    ('/other', f'sha256 of the answer is {hashlib.sha256(CONTENT[::-1]).hexdigest()}'),
    ('/long', f'longer than the {len(CONTENT)} bytes'),
    ('/endless', f'longer than the {len(CONTENT)} bytes'),
    ('/short', f'ended after {SHORT} of {len(CONTENT)} bytes'),
    ('/broken', f'ended after {SHORT} of {len(CONTENT)} bytes|IncompleteRead'),
    ('/empty', 'ended after 0'),
    ('/nonsense', 'this is no HTTP'),
    ('/insecure', "'http://localhost:.*/good' is not secure"),
    ('/file', "url 'file:///etc/passwd' is not allowed"),
    ('/circle', 'infinite loop'),
])
def test_failure_leaves_the_folder_as_it_was(server, tmp_path, path, words):
    (tmp_path / 'net.onnx').write_bytes(b'an older file')
    spec = spec_of(server, path)
    with pytest.raises(ModelError, match=words) as caught:
        fetch('net', spec=spec, folder=tmp_path)
    text = str(caught.value)
    assert spec.url in text and str(tmp_path / 'net.onnx') in text and SPEC.sha256 in text
    assert '$FER_ROS_MODELS' in text
    assert [one.name for one in tmp_path.iterdir()] == ['net.onnx']
    assert (tmp_path / 'net.onnx').read_bytes() == b'an older file'


@pytest.mark.parametrize('url', ['http://127.0.0.1:9/net', 'ftp://127.0.0.1/net', 'HTTP://x/net',
                                 'file:///etc/passwd', 'net', ''])
def test_only_https(tmp_path, url):
    with pytest.raises(ModelError, match=f"'{url}' is not secure: it must begin with https://"):
        fetch('net', spec=replace(SPEC, url=url), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_all_published_addresses_are_secure_and_pinned():
    for spec in (spec for files in WEIGHTS.values() for spec in files):
        assert spec.url.startswith('https://')
        assert len(spec.sha256) == 64 and spec.size > 0


def test_no_server(tmp_path, monkeypatch):
    monkeypatch.setenv('no_proxy', '*')
    monkeypatch.setattr('fer_ros.model_store.fetch.SECURE', 'http://')
    # A port that is taken but not listened on stays refused for as long as the test runs.
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        spec = replace(SPEC, url=f'http://127.0.0.1:{taken.getsockname()[1]}/good')
        with pytest.raises(ModelError, match='refused'):
            fetch('net', spec=spec, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_interruption_leaves_nothing(server, tmp_path):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch('net', interrupt, spec=spec_of(server, '/good'), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / 'file').write_bytes(b'')
    with pytest.raises(ModelError, match='cannot fetch net'):
        fetch('net', spec=spec_of(server, '/good'), folder=tmp_path / 'file' / 'cache')


def test_default_folder_is_the_cache(server, folders):
    target = fetch('net', spec=spec_of(server, '/good'))
    assert target == folders['cache'] / 'net.onnx'


def test_unknown_name(tmp_path):
    with pytest.raises(ModelError, match="unknown weights 'yolo'; available: yunet"):
        fetch('yolo', folder=tmp_path)
