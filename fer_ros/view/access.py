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

"""Who may see the page: the token, and the checks against other web sites."""

from __future__ import annotations

from collections.abc import Mapping
import hmac
import ipaddress
import re
import secrets
from urllib.parse import urlsplit

from fer_ros.values.errors import SettingError

# A random token of 24 bytes cannot be guessed; a chosen one needs about as many characters as
# cannot be tried over a network.
_TOKEN_BYTES = 24
_TOKEN = re.compile(r'[A-Za-z0-9._~-]{16,128}')


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine's own and reached by nobody else."""
    try:
        return ipaddress.ip_address(host.strip('[]')).is_loopback
    except ValueError:
        return host.lower() == 'localhost'


def choose_token(host: str, given: str) -> str:
    """
    Return the token of the page; '' if it needs none.

    :param host: address that the server listens on; every other than the loopback needs a token
    :param given: the user's choice; '' makes a new one where one is needed
    :raises SettingError: if the given one is too short or has other characters
    """
    if given:
        if not _TOKEN.fullmatch(given):
            raise SettingError('the token must have 16 to 128 letters, digits and ._~-, but '
                               f'has {len(given)} characters or others')
        return given
    return '' if is_loopback(host) else secrets.token_urlsafe(_TOKEN_BYTES)


class Access:
    """The rules for requests; none of them depends on what a request does to the node."""

    def __init__(self, token: str, cookie: str) -> None:
        """
        Take the token, '' for none, and the name of the cookie that carries it.

        Browsers send a cookie to every port of a host, so the name must differ between servers.
        """
        self._token, self.cookie = token, cookie

    def is_token(self, text: str) -> bool:
        """Compare a text with the token, in a time that does not depend on the characters."""
        return hmac.compare_digest(text.encode(errors='replace'), self._token.encode())

    def is_authorised(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> bool:
        """Say whether a request carries the token, as a bearer token or as the cookie."""
        if not self._token:
            return True
        kind, _, bearer = headers.get('Authorization', '').partition(' ')
        if kind.lower() == 'bearer' and self.is_token(bearer.strip()):
            return True
        return self.is_token(cookies.get(self.cookie, ''))

    def is_own_host(self, headers: Mapping[str, str]) -> bool:
        """
        Say whether the request names this server.

        Without a token, a web site whose name points to 127.0.0.1 (DNS rebinding) could read the
        page. Its requests carry its own name. With a token they carry no cookie.
        """
        return bool(self._token) or is_loopback(_host_name(headers.get('Host', '')))

    @staticmethod
    def is_same_origin(headers: Mapping[str, str]) -> bool:
        """Say whether a request with effects comes from the page, or from no browser at all."""
        if headers.get('Sec-Fetch-Site', 'same-origin') not in ('same-origin', 'none'):
            return False
        origin = headers.get('Origin')
        if origin is None:
            return True
        try:
            return urlsplit(origin).netloc.lower() == headers.get('Host', '').lower() != ''
        except ValueError:
            return False


def _host_name(netloc: str) -> str:
    """Return the name or address in a Host header; '' if there is none."""
    try:
        return urlsplit(f'//{netloc}').hostname or ''
    except ValueError:
        return ''
