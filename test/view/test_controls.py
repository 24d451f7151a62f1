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

"""What the page can change."""

from fer_ros.values.errors import SettingError
from fer_ros.values.settings import Settings
from fer_ros.view.controls import describe, OFFERED, parse_change, parse_paused
import pytest


@pytest.mark.parametrize(('value', 'parsed'), [
    (0.5, 0.5), ('0.5', 0.5), (1, 1.0), ('1', 1.0), ('high', 'high'), (True, True),
    (10**400, 10**400)])
def test_numbers(value, parsed):
    name, found = parse_change({'name': 'min_quality', 'value': value})
    assert (name, found, type(found)) == ('min_quality', parsed, type(parsed))


@pytest.mark.parametrize('body', [
    None, [], 'x', {}, {'name': 'model'}, {'name': 'web_token', 'value': 'x'}, {'value': 1},
    {'name': ['model'], 'value': 'cnn'}, {'name': 'model', 'value': None},
    {'name': 'model', 'value': ['cnn']}, {'name': 'model', 'value': 'a\ud800'},
    {'name': 'model', 'value': 'a\0b'}])
def test_other_bodies_are_rejected(body):
    with pytest.raises(SettingError, match=r'the page cannot change|model must be'):
        parse_change(body)


def test_pausing():
    assert parse_paused({'paused': True}) and not parse_paused({'paused': False})
    for body in (None, {}, {'paused': 1}, {'paused': 'true'}):
        with pytest.raises(SettingError, match='true or false'):
            parse_paused(body)


def test_the_description_says_what_is_allowed():
    described = {one['name']: one for one in describe(vars(Settings()), {'model': ['cnn']})}
    assert tuple(described) == OFFERED
    assert described['min_quality']['allowed'] == 'in [0.0, 1.0]'
    assert described['model']['choices'] == ['cnn']
    assert described['anonymize']['value'] is False
    assert [one['name'] for one in describe({'model': 'cnn'}, {})] == ['model']
