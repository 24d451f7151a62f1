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

"""
Send malformed requests to the live page; it must survive and show no image without the token.

    python test/fuzz/web.py --requests 100000
"""

import argparse
import random
import socket
import sys
import time

from fer_ros.view.page import Page

sys.path.insert(0, 'test/support')
from live_page import make_frame, RealControls, TOKEN  # noqa: E402

PATHS = [b'/', b'/login', b'/ready', b'/stream', b'/setting', b'/paused', b'/static/main.js',
         b'/static/', b'/static/..%2f..%2fpage.py', b'//', b'*', b'/%00', b'/\xff']
METHODS = [b'GET', b'POST', b'HEAD', b'PUT', b'OPTIONS', b'DELETE', b'CONNECT', b'PRI', b'G\xc3T']
HOSTS = [b'localhost', b'127.0.0.1', b'evil.example', b'', b'[', b'[::1]', b'localhost@evil']
BODIES = [b'', b'{}', b'{"token": "x"}', b'{"paused": true}', b'[' * 3000,
          b'{"name": "model", "value": "../../etc/passwd"}', b'\xff\xfe', b'"\\ud800"', b'NaN',
          b'{"name": "min_quality", "value": 1e999}', b'{"token": ["x"]}', b'x' * 5000]
# Of images and of results; none of them may come without the token
LEAKS = (b'\xff\xd8\xff', b'"emotions"', b'probabilities')
GOOD = b'Authorization: Bearer ' + TOKEN.encode()
ALIVE = b'GET / HTTP/1.1\r\nHost: localhost\r\n' + GOOD + b'\r\nConnection: close\r\n\r\n'
# How long an answer, or the rest of one, is waited for
WAIT_S, ALIVE_S = 0.02, 10.0


def one_request(draw: random.Random) -> tuple[bytes, bool]:
    """Return the bytes of a request, and whether it carries the token."""
    authorised = draw.random() < 0.1
    headers = [b'Host: ' + draw.choice([*HOSTS, *[b'localhost'] * len(HOSTS)])]
    if authorised:
        headers.append(GOOD)
    if draw.random() < 0.3:
        headers.append(draw.choice([
            b'Authorization: Bearer ' + draw.randbytes(16).hex().encode(), b'Cookie: a=b;;=',
            b'Cookie: fer_ros_1=' + draw.randbytes(20).replace(b'\n', b''),
            b'Origin: http://evil.example', b'Origin: null', b'Transfer-Encoding: chunked',
            b'Authorization: ' + b'A' * draw.randrange(9000), b'X: ' + draw.randbytes(30)]))
    if draw.random() < 0.4:
        headers += [b'Connection: Upgrade', b'Upgrade: websocket', b'Sec-WebSocket-Version: 13',
                    b'Sec-WebSocket-Key: ' + draw.choice([b'dGhlIHNhbXBsZSBub25jZQ==', b'x'])]
    body = draw.choice(BODIES)
    if draw.random() < 0.9:
        headers.append(b'Content-Length: %d' % draw.choice([len(body)] * 9 + [10**9]))
    if draw.random() < 0.7:
        headers.append(b'Content-Type: application/json')
    version = draw.choice([b'HTTP/1.1'] * 9 + [b'HTTP/9.9'])
    usual = draw.random() < 0.7  # otherwise few requests would get beyond the parser
    method = draw.choice([b'GET', b'POST'] if usual else METHODS)
    line = b' '.join([method, draw.choice(PATHS[:8] if usual else PATHS), version])
    request = bytearray(b'\r\n'.join([line, *headers, b'', b'']) + body)
    for _ in range(draw.choice([0, 0, 0, 0, 0, 0, 1, 4])):
        request[draw.randrange(len(request))] = draw.randrange(256)
    if draw.random() < 0.3:  # what a WebSocket sends: frames with random contents
        request += draw.randbytes(draw.randrange(1, 200))
    return bytes(request), authorised


def answer(port: int, request: bytes, wait: float = WAIT_S) -> bytes:
    """Send a request and return what comes back at once."""
    found = b''
    with socket.create_connection(('127.0.0.1', port), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.settimeout(wait)
            while len(found) < 20_000 and (part := connection.recv(65536)):
                found += part
        except (ConnectionError, TimeoutError):  # nothing more for now
            pass
        return found


def main() -> int:
    """Send the requests, and say how many were answered with which status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--requests', type=int, default=1000)
    parser.add_argument('--seed', type=int, default=0)
    args = parser.parse_args()
    draw, controls = random.Random(args.seed), RealControls()
    page = Page(controls, name='fuzzed', host='127.0.0.1', port=0, token=TOKEN)
    controls.page = page
    controls.show()
    statuses: dict[str, int] = {}
    for number in range(args.requests):
        request, authorised = one_request(draw)
        if number % 10 == 0:
            page.show(make_frame(time.time(), ('f1', 'happy')))
        found = answer(page.port, request)
        status = found[9:12].decode('ascii', 'replace') if found.startswith(b'HTTP') else 'closed'
        statuses[status] = statuses.get(status, 0) + 1
        if not authorised and any(leak in found for leak in LEAKS):
            print(f'seed {args.seed}, request {number} shows results: {request!r} -> {found!r}')
            return 1
        if number % 1000 == 0:
            alive = answer(page.port, ALIVE, ALIVE_S)
            if b' 200 ' not in alive:
                print(f'seed {args.seed}, after request {number} the server answers {alive!r}')
                return 1
    changed = controls.paused
    page.close()
    print(f'{args.requests} requests: ' + ', '.join(
        f'{count} x {status}' for status, count in sorted(statuses.items())))
    print(f'controls used with the token: {changed}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
