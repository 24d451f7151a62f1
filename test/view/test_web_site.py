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

"""The answers of the web server, and what it refuses."""

import socket
import time
from types import SimpleNamespace

import pytest

pytest.importorskip('aiohttp')

from fer_ros.values.errors import FerRosError, MissingDependencyError  # noqa: E402, I100
from fer_ros.view import connections, web_site  # noqa: E402
from fer_ros.view.page import Page  # noqa: E402
from live_page import ask, post, TOKEN  # noqa: E402

PATHS = ('/', '/login', '/static/main.js', '/ready', '/nothing', '/static/../web_site.py')


def test_the_page_and_its_files(open_page):
    page = open_page()
    index = ask(page, 'GET', '/')
    assert index.status == 200 and b'main.js' in index.body
    assert index.headers['Content-Type'] == 'text/html; charset=utf-8'
    for name, kind in (('main.js', 'text/javascript'), ('page.css', 'text/css'),
                       ('icon.svg', 'image/svg+xml')):
        assert ask(page, 'GET', f'/static/{name}').headers['Content-Type'].startswith(kind)
    for path in ('/nothing', '/static/nothing', '/static/../page.py', '/static/%2e%2e%2fpage.py'):
        assert ask(page, 'GET', path).status == 404


@pytest.mark.parametrize('token', ['', TOKEN])
def test_every_answer_has_the_headers(open_page, token):
    page = open_page(token=token)
    for method in ('GET', 'POST', 'PUT', 'OPTIONS'):
        for path in PATHS:
            headers = ask(page, method, path).headers
            assert "frame-ancestors 'none'" in headers['Content-Security-Policy'], (method, path)
            assert "default-src 'none'" in headers['Content-Security-Policy']
            assert headers['X-Content-Type-Options'] == 'nosniff'
            assert 'Access-Control-Allow-Origin' not in headers
            assert headers['Server'] == 'fer_ros'


def test_settings_and_pause(open_page):
    page = open_page()
    assert post(page, '/setting', {'name': 'min_quality', 'value': '0.5'}).status == 200
    assert page.controls.settings.min_quality == 0.5
    rejected = post(page, '/setting', {'name': 'min_quality', 'value': 7})
    assert rejected.status == 422
    assert rejected.reason == 'min_quality must be in [0.0, 1.0], but got 7.0'
    assert 'can change' in post(page, '/setting', {'name': 'web_token', 'value': 'x'}).reason
    assert post(page, '/paused', {'paused': True}).status == 200 and page.controls.paused
    assert post(page, '/paused', {'paused': 1}).status == 422 and page.controls.paused


def test_only_post_has_effects(open_page):
    page = open_page()
    for path in ('/setting', '/paused'):
        assert ask(page, 'GET', path).status == 405


@pytest.mark.parametrize(('headers', 'body', 'status'), [
    ({'Content_Type': 'text/plain'}, '{"paused": true}', 415),
    ({'Content_Type': 'application/json'}, '{"paused": ', 400),
    ({'Content_Type': 'application/json'}, '[' * 4000, 400),
    ({'Content_Type': 'application/json'}, b'\xff\xfe', 400),
    ({'Content_Type': 'application/json'}, '"' + 'x' * 5000 + '"', 413)])
def test_bad_bodies(open_page, headers, body, status):
    page = open_page()
    assert ask(page, 'POST', '/paused', body, **headers).status == status
    assert not page.controls.paused


@pytest.mark.parametrize('headers', [
    {'Origin': 'http://evil.example'}, {'Origin': 'null'}, {'Sec_Fetch_Site': 'cross-site'}])
def test_other_sites_cannot_control_or_look(open_page, headers):
    page = open_page()
    assert post(page, '/paused', {'paused': True}, **headers).status == 403
    assert not page.controls.paused
    upgrade = {'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec_WebSocket_Version': '13',
               'Sec_WebSocket_Key': 'dGhlIHNhbXBsZSBub25jZQ=='}
    assert ask(page, 'GET', '/stream', **upgrade, **headers).status == 403


def test_a_name_that_points_to_the_loopback_is_refused(open_page):
    page = open_page()
    for path in PATHS:
        assert ask(page, 'GET', path, Host='evil.example').status == 403
    assert ask(page, 'GET', '/', Host=f'localhost:{page.port}').status == 200


def test_the_token_is_asked_for(open_page):
    page = open_page(token=TOKEN)
    start = ask(page, 'GET', '/')
    assert (start.status, start.headers['Location']) == (302, '/login')
    for method, path in (('GET', '/stream'), ('GET', '/ready'), ('POST', '/setting'),
                         ('POST', '/paused')):
        assert ask(page, method, path).status == 401
    assert ask(page, 'GET', '/login').status == 200
    assert ask(page, 'GET', '/', Authorization=f'Bearer {TOKEN}').status == 200


def test_the_login_sets_a_cookie_that_scripts_cannot_read(open_page):
    page = open_page(token=TOKEN)
    for wrong in ('', 'x', TOKEN[:-1], TOKEN + 'x', 'é' * 20, None, [TOKEN]):
        refused = post(page, '/login', {'token': wrong})
        assert refused.status == 401 and 'Set-Cookie' not in refused.headers
    good = post(page, '/login', {'token': TOKEN})
    cookie = good.headers['Set-Cookie']
    assert good.status == 200 and 'HttpOnly' in cookie and 'SameSite=Strict' in cookie
    own, _, _ = cookie.partition(';')
    assert ask(page, 'GET', '/', Cookie=own).status == 200
    assert ask(page, 'GET', '/', Cookie=own[:-1]).status == 302
    # Another server on the same machine must not get it by the same name.
    assert str(page.port) in own.partition('=')[0]


def test_another_address_makes_a_token_and_shows_it(open_page):
    page = open_page(host='0.0.0.0')
    token = page.address.partition('#token=')[2]
    assert len(token) >= 32
    assert ask(page, 'GET', '/').status == 302
    assert post(page, '/login', {'token': token}).status == 200


def test_a_port_in_use_is_named(open_page):
    page = open_page()
    with pytest.raises(FerRosError, match=rf"'127.0.0.1' port {page.port}.*in use"):
        open_page(port=page.port)


def test_an_address_of_another_machine_is_named(open_page):
    with pytest.raises(FerRosError, match=r"'192\.0\.2\.1' port 0"):
        open_page(host='192.0.2.1')


def test_the_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(__import__('sys').modules, 'aiohttp', None)
    with pytest.raises(MissingDependencyError, match=r'aiohttp.*install'):
        Page(None, name='x', host='127.0.0.1', port=0)


def test_too_many_connections_are_refused(open_page, monkeypatch):
    monkeypatch.setattr(connections, 'MAX_CONNECTIONS', 3)
    page = open_page()
    waiting = [socket.create_connection(('127.0.0.1', page.port)) for _ in range(3)]
    try:
        time.sleep(0.2)  # until the server has accepted them
        assert ask(page, 'GET', '/').status == 503
    finally:
        for one in waiting:
            one.close()
    time.sleep(0.2)
    assert ask(page, 'GET', '/').status == 200


def test_a_connection_that_asks_for_nothing_is_closed(open_page, monkeypatch):
    monkeypatch.setattr(connections, 'FIRST_REQUEST_S', 0.2)
    page = open_page()
    with socket.create_connection(('127.0.0.1', page.port), timeout=10) as silent:
        assert silent.recv(1) == b''


def test_a_body_that_never_comes_does_not_wait_for_ever(open_page, monkeypatch):
    monkeypatch.setattr(web_site, '_BODY_TIMEOUT_S', 0.2)
    page = open_page()
    with socket.create_connection(('127.0.0.1', page.port), timeout=10) as slow:
        slow.sendall(b'POST /paused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n'
                     b'Content-Type: application/json\r\n\r\n{')
        assert b' 408 ' in slow.recv(100)


def test_the_memory_of_many_connections_is_collected_now_and_then(monkeypatch):
    loop = SimpleNamespace(now=0.0, call_later=lambda *arguments: None)
    loop.time = lambda: loop.now
    collected = []
    monkeypatch.setattr(connections.gc, 'collect', lambda: collected.append(loop.now))
    server = type('Server', (), {'connections': (), '__call__': lambda self: object()})()
    new_connection = connections.Connections(server, loop)
    for second in range(200):
        loop.now = float(second)
        for _ in range(10):
            new_connection()
    assert collected == [60.0, 120.0, 180.0]
