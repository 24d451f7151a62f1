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

"""The addresses of the web server, and what it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
import json
import traceback
from typing import Any

from aiohttp import web, WSMsgType
from fer_ros.values.errors import FerRosError
from fer_ros.view.access import Access
from fer_ros.view.controls import Controls, parse_change, parse_paused
from fer_ros.view.hub import Hub
from fer_ros.view.static_files import read_static_files
from fer_ros.view.viewer import Viewer

MAX_VIEWERS = 16
MAX_BODY = 4096        # bytes of a request to change something
_MAX_MESSAGE = 256     # bytes of a viewer's message
_BODY_TIMEOUT_S = 10.0
_PING_S = 20.0
# What a viewer sends when it is ready for one more image
ASK = 'image'
# Without the token: only the page that asks for it, and the files that it needs
_OPEN = ('/login', '/static/')
HEADERS = {
    'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin', 'Cache-Control': 'no-store', 'Server': 'fer_ros'}


class Site:
    """Answers the requests; its methods run in the server's loop."""

    def __init__(self, hub: Hub, access: Access, controls: Controls) -> None:
        """Take what the requests are about."""
        self._hub, self._access, self._controls = hub, access, controls
        self._files = read_static_files()

    def application(self, on_request: Callable[[Any], None]) -> web.Application:
        """
        Return the application.

        :param on_request: gets the protocol of the connection of every request
        """
        application = web.Application(middlewares=[self._guard(on_request)],
                                      client_max_size=MAX_BODY)
        application.on_response_prepare.append(_add_headers)
        application.add_routes([
            web.get('/', self._page), web.get('/login', self._login_page),
            web.get('/static/{name}', self._static), web.get('/ready', self._ready),
            web.get('/stream', self._stream),
            web.post('/login', self._login), web.post('/setting', self._change),
            web.post('/paused', self._pause)])
        return application

    def _guard(self, on_request: Callable[[Any], None]) -> Any:
        """Return the middleware that checks every request before anything else sees it."""
        access = self._access

        @web.middleware
        async def guard(request: web.Request, handler: Any) -> web.StreamResponse:
            on_request(request.protocol)
            if not access.is_own_host(request.headers):
                return _reason(403, 'this server answers only to localhost: open '
                                    'http://localhost and its port')
            effects = request.method not in ('GET', 'HEAD') or request.path == '/stream'
            if effects and not access.is_same_origin(request.headers):
                return _reason(403, 'this request comes from another web site')
            if not request.path.startswith(_OPEN) and not access.is_authorised(
                    request.headers, request.cookies):
                if request.path == '/':
                    raise web.HTTPFound('/login')
                return _reason(401, 'the token is missing or wrong')
            return await handler(request)

        return guard

    async def _page(self, request: web.Request) -> web.Response:
        return self._file('index.html')

    async def _login_page(self, request: web.Request) -> web.Response:
        return self._file('login.html')

    async def _static(self, request: web.Request) -> web.Response:
        return self._file(request.match_info['name'])

    def _file(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        content, kind = self._files[name]
        return web.Response(body=content, content_type=kind, charset='utf-8')

    async def _login(self, request: web.Request) -> web.Response:
        body = await _json(request)
        token = body.get('token') if isinstance(body, dict) else None
        if not isinstance(token, str) or not self._access.is_token(token):
            return _reason(401, 'the token is wrong: the node printed it when it started')
        response = web.json_response({})
        response.set_cookie(self._access.cookie, token, httponly=True, samesite='Strict')
        return response

    async def _change(self, request: web.Request) -> web.Response:
        body = await _json(request)
        return await self._answer(lambda: self._controls.change(*parse_change(body)))

    async def _pause(self, request: web.Request) -> web.Response:
        body = await _json(request)
        return await self._answer(lambda: self._controls.pause(parse_paused(body)))

    @staticmethod
    async def _answer(act: Callable[[], str]) -> web.Response:
        try:
            # In a thread: loading a model takes seconds, and the images go on.
            reason = await asyncio.get_running_loop().run_in_executor(None, act)
        except FerRosError as error:
            reason = str(error)
        return _reason(422, reason) if reason else web.json_response({})

    async def _ready(self, request: web.Request) -> web.Response:
        """Say whether a viewer may connect; browsers do not say why a WebSocket fails."""
        full = self._full()
        return web.Response(status=204) if full is None else full  # a response may be falsy

    def _full(self) -> web.Response | None:
        if self._hub.count < MAX_VIEWERS:
            return None
        return _reason(503, f'{MAX_VIEWERS} viewers are connected, and more are not allowed')

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        full = self._full()
        if full is not None:
            return full
        socket = web.WebSocketResponse(heartbeat=_PING_S, compress=False,
                                       max_msg_size=_MAX_MESSAGE)
        if not socket.can_prepare(request):
            return _reason(426, 'this address is for WebSockets')
        viewer = Viewer()
        self._hub.add(viewer)
        try:
            await socket.prepare(request)
            sender = asyncio.ensure_future(_send(viewer, socket, request))
            try:
                async for message in socket:
                    if message.type == WSMsgType.TEXT and message.data == ASK:
                        viewer.ask_for_image()
            finally:
                sender.cancel()
                await asyncio.wait([sender])
        except ConnectionError:  # it is gone
            pass
        finally:
            self._hub.remove(viewer)
        # aiohttp does not take a WebSocket that was not opened as an answer.
        return socket if socket.prepared else web.Response(status=400)


async def _send(viewer: Viewer, socket: web.WebSocketResponse, request: web.Request) -> None:
    """Send to a viewer until it, or the server, ends."""
    def break_connection() -> None:
        if request.transport is not None:
            request.transport.abort()

    try:
        await viewer.send_to(socket, break_connection)
        await socket.close(code=1001)
    except (ConnectionError, RuntimeError) as error:  # aiohttp's when the connection is closed
        # aiohttp keeps the error in a circle of references, and so the image that was not sent.
        traceback.clear_frames(error.__traceback__)
        break_connection()


async def _json(request: web.Request) -> Any:
    """Return the body of a request; an answer to the sender if it is not JSON."""
    if request.content_type != 'application/json':
        raise _error(415, 'the body must be application/json')
    try:
        return json.loads(await asyncio.wait_for(request.read(), _BODY_TIMEOUT_S))
    except (ValueError, RecursionError):
        raise _error(400, 'the body must be JSON') from None
    except asyncio.TimeoutError:
        raise _error(408, f'the body did not come within {_BODY_TIMEOUT_S:g} s') from None


def _reason(status: int, text: str) -> web.Response:
    return web.json_response({'reason': text}, status=status)


def _error(status: int, text: str) -> web.HTTPException:
    kinds: dict[int, type[web.HTTPException]] = {
        400: web.HTTPBadRequest, 408: web.HTTPRequestTimeout, 415: web.HTTPUnsupportedMediaType}
    return kinds[status](text=json.dumps({'reason': text}), content_type='application/json')


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
