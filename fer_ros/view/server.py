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

"""The web server, in a thread of its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
import logging
import threading
import time
from typing import Any

from fer_ros.system import install_line
from fer_ros.values.errors import FerRosError, MissingDependencyError
from fer_ros.view.access import Access, choose_token
from fer_ros.view.connections import Connections
from fer_ros.view.controls import Controls
from fer_ros.view.hub import Hub

THREAD = 'web'
_STOP_S = 5.0
_KEEP_ALIVE_S = 30.0
_LOG_PERIOD_S = 60.0


class WebServer:
    """Serves the page until `close`; `hub` takes what the viewers get."""

    def __init__(self, controls: Controls, *, host: str = '127.0.0.1', port: int = 0,
                 token: str = '') -> None:
        """
        Start.

        :param controls: what the page can change
        :param host: address to listen on; every other than the loopback needs a token
        :param port: 0 chooses a free one
        :param token: '' makes one where one is needed
        :raises FerRosError: if the address cannot be used
        :raises SettingError: if the token is too short
        :raises MissingDependencyError: if aiohttp is not installed
        """
        try:
            import aiohttp  # noqa: F401
        except ImportError as error:
            raise MissingDependencyError(
                f"the page needs aiohttp ({error}): {install_line('view')}") from error
        self._controls, self._host, self._port = controls, host, port
        self.token = choose_token(host, token)
        self.hub = Hub()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        started: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name=THREAD,
                                        daemon=True)
        self._thread.start()
        try:
            self._port = started.result()
        except OSError as error:
            raise FerRosError(f"the page cannot be served on '{host}' port {port}: "
                              f'{error.strerror or error}') from error

    @property
    def port(self) -> int:
        """Return the port that the server listens on."""
        return self._port

    @property
    def address(self) -> str:
        """Return the address of the page, with the token, which browsers do not send on."""
        host = self._host
        if host in ('', '0.0.0.0', '::'):  # every address of this machine
            import socket
            host = socket.gethostname()
        shown = f'[{host}]' if ':' in host else host
        return f'http://{shown}:{self._port}/' + (f'#token={self.token}' if self.token else '')

    def close(self) -> None:
        """Disconnect the viewers and end the thread."""
        self.hub.attach(None)
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(_STOP_S)

    def _run(self, started: Future[int]) -> None:
        try:
            asyncio.run(self._serve(started))
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(self, started: Future[int]) -> None:
        from aiohttp import web
        from fer_ros.view.web_site import Site

        loop = self._loop = asyncio.get_running_loop()
        connections: Any = None

        def note_request(protocol: Any) -> None:
            connections.note_request(protocol)

        access = Access(self.token, '')
        site = Site(self.hub, access, self._controls)
        runner = web.AppRunner(site.application(note_request), access_log=None,
                               handle_signals=False, keepalive_timeout=_KEEP_ALIVE_S,
                               logger=_logger())
        await runner.setup()
        try:
            connections = Connections(runner.server, loop)
            server = await loop.create_server(connections, self._host or None, self._port)
            port = server.sockets[0].getsockname()[1]
            access.cookie = f'fer_ros_{port}'
            self.hub.attach(loop)
            started.set_result(port)
            await self._stopped.wait()
            server.close()
            self.hub.close()
        finally:
            await runner.cleanup()


class _OneInAWhile(logging.Filter):
    """Lets one record pass in a time: malformed requests must not fill the log."""

    def __init__(self) -> None:
        super().__init__()
        self._last = -_LOG_PERIOD_S

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: A003
        now = time.monotonic()
        if now - self._last < _LOG_PERIOD_S:
            return False
        self._last = now
        return True


def _logger() -> logging.Logger:
    logger = logging.Logger('fer_ros.view', logging.WARNING)
    logger.parent = logging.getLogger()
    logger.addFilter(_OneInAWhile())
    return logger
