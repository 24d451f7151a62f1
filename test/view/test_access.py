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

"""Who may see the page."""

from fer_ros.values.errors import SettingError
from fer_ros.view.access import Access, choose_token, is_loopback
import pytest

TOKEN = 'a-token-of-the-test'


@pytest.mark.parametrize(('host', 'own'), [
    ('127.0.0.1', True), ('127.0.0.2', True), ('localhost', True), ('LOCALHOST', True),
    ('::1', True), ('[::1]', True), ('0.0.0.0', False), ('::', False), ('', False),
    ('192.168.1.5', False), ('localhost.example.org', False), ('127.0.0.1.example.org', False)])
def test_the_loopback(host, own):
    assert is_loopback(host) is own


def test_another_address_gets_a_token_and_the_loopback_none():
    assert choose_token('127.0.0.1', '') == ''
    first, second = choose_token('0.0.0.0', ''), choose_token('0.0.0.0', '')
    assert len(first) >= 32 and first != second
    assert choose_token('127.0.0.1', TOKEN) == choose_token('0.0.0.0', TOKEN) == TOKEN


@pytest.mark.parametrize('token', ['short', 'x' * 129, 'a token with spaces', 'ümlaut' * 4])
def test_a_weak_token_is_rejected(token):
    with pytest.raises(SettingError, match='16 to 128'):
        choose_token('0.0.0.0', token)


@pytest.mark.parametrize(('headers', 'cookies', 'good'), [
    ({}, {}, False), ({'Authorization': f'Bearer {TOKEN}'}, {}, True),
    ({'Authorization': f'bearer  {TOKEN} '}, {}, True), ({'Authorization': TOKEN}, {}, False),
    ({'Authorization': f'Basic {TOKEN}'}, {}, False), ({'Authorization': 'Bearer '}, {}, False),
    ({}, {'c': TOKEN}, True), ({}, {'d': TOKEN}, False), ({}, {'c': TOKEN[:-1]}, False),
    ({}, {'c': TOKEN + 'x'}, False), ({}, {'c': 'é\udcff'}, False)])
def test_the_token(headers, cookies, good):
    assert Access(TOKEN, 'c').is_authorised(headers, cookies) is good
    assert Access('', 'c').is_authorised(headers, cookies)


@pytest.mark.parametrize(('host', 'own'), [
    ('localhost:8080', True), ('127.0.0.1:9000', True), ('[::1]:8080', True), ('', False),
    ('evil.example:8080', False), ('127.0.0.1.evil.example', False), ('[', False),
    ('localhost@evil.example', False)])
def test_without_a_token_only_requests_to_this_machine_count(host, own):
    assert Access('', 'c').is_own_host({'Host': host}) is own
    assert Access(TOKEN, 'c').is_own_host({'Host': host})


@pytest.mark.parametrize(('headers', 'same'), [
    ({}, True), ({'Origin': 'http://robot:8080'}, True), ({'Origin': 'https://robot:8080'}, True),
    ({'Origin': 'http://robot:8081'}, False), ({'Origin': 'http://evil.example'}, False),
    ({'Origin': 'null'}, False), ({'Origin': ''}, False), ({'Origin': 'http://['}, False),
    ({'Origin': 'http://robot:8080.evil.example'}, False),
    ({'Sec-Fetch-Site': 'cross-site'}, False), ({'Sec-Fetch-Site': 'same-site'}, False),
    ({'Sec-Fetch-Site': 'same-origin', 'Origin': 'http://robot:8080'}, True)])
def test_requests_of_other_sites(headers, same):
    assert Access.is_same_origin({'Host': 'robot:8080', **headers}) is same


def test_without_a_host_no_origin_is_the_same():
    assert not Access.is_same_origin({'Origin': 'null'})
    assert not Access.is_same_origin({'Origin': '//'})
