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

"""Parameters: accepted values, and the reasons for rejected ones."""

import pytest

pytest.importorskip('rosbags')

from fer_ros.embedded.errors import (InvalidParameterValueException,  # noqa: E402, I100
                                     ParameterAlreadyDeclaredException,
                                     ParameterNotDeclaredException)
from fer_ros.embedded.parameters import (FloatingPointRange, IntegerRange, Parameter,  # noqa: E402
                                         ParameterDescriptor, ParameterStore,
                                         SetParametersResult)


@pytest.fixture
def events():
    return []


@pytest.fixture
def store(events):
    store = ParameterStore({'override': 5, 'wrong_type': 'x', 'too_big': 11},
                           lambda new, changed: events.append((new, changed)))
    store.declare('ratio', 0.5, ParameterDescriptor(floating_point_range=[
        FloatingPointRange(from_value=0.0, to_value=1.0, step=0.0)]))
    store.declare('even', 2, ParameterDescriptor(integer_range=[
        IntegerRange(from_value=0, to_value=9, step=2)]))
    store.declare('fixed', 'a', ParameterDescriptor(read_only=True))
    store.declare('any', 1, ParameterDescriptor(dynamic_typing=True))
    store.declare('flag', True)
    store.declare('names', ['a'])
    return store


@pytest.mark.parametrize(('name', 'value'), [
    ('ratio', 0.0), ('ratio', 1.0), ('even', 4), ('even', 9), ('any', 'text'), ('flag', False),
    ('names', ['b', 'c']), ('names', [])])
def test_accepted(store, name, value):
    assert store.set_atomically([Parameter(name, value=value)]).successful
    assert store.get(name).value == value


@pytest.mark.parametrize(('name', 'value', 'reason'), [
    ('ratio', 1.5, 'out of range. Min: 0.0, Max: 1.0, value: 1.5'),
    ('ratio', float('nan'), 'out of range'),
    ('ratio', 1, 'expected DOUBLE got INTEGER'),
    ('even', 3, 'not a valid step'), ('even', -2, 'out of range'),
    ('even', True, 'expected INTEGER got BOOL'),
    ('fixed', 'b', 'read-only parameter: fixed'),
    ('flag', 'yes', 'expected BOOL got STRING'), ('names', [1], 'expected STRING_ARRAY'),
    ('flag', None, 'got NOT_SET'), ('nope', 1, "undeclared parameter(s): ['nope']")])
def test_rejected(store, name, value, reason):
    before = {known: store.get(known).value for known in store.names()}
    result = store.set_atomically([Parameter(name, value=value)])
    assert not result.successful
    assert reason in result.reason
    assert {known: store.get(known).value for known in store.names()} == before


def test_all_or_none(store):
    result = store.set_atomically([Parameter('ratio', value=0.1), Parameter('even', value=3)])
    assert not result.successful
    assert store.get('ratio').value == 0.5


def test_callbacks_may_reject(store):
    store.callbacks.append(lambda parameters: SetParametersResult(
        successful=parameters[0].value != 0.25, reason='not a quarter'))
    assert store.set_atomically([Parameter('ratio', value=0.75)]).successful
    result = store.set_atomically([Parameter('ratio', value=0.25)])
    assert (result.successful, result.reason) == (False, 'not a quarter')
    with pytest.raises(InvalidParameterValueException, match='not a quarter'):
        store.declare('new', 0.25)


def test_events(store, events):
    events.clear()
    store.set_atomically([Parameter('ratio', value=0.1)])
    store.set_atomically([Parameter('ratio', value=7.0)])
    store.declare('new', 1)
    assert [([p.name for p in new], [p.name for p in changed]) for new, changed in events] == [
        ([], ['ratio']), (['new'], [])]


def test_overrides(store):
    assert store.declare('override', 1).value == 5
    assert store.get('override').value == 5


@pytest.mark.parametrize('name', ['wrong_type', 'too_big'])
def test_bad_override_leaves_the_name_free(store, name):
    def descriptor():
        return ParameterDescriptor(integer_range=[IntegerRange(from_value=0, to_value=10)])
    with pytest.raises(InvalidParameterValueException, match=name):
        store.declare(name, 1, descriptor())
    assert store.declare(name, 1, descriptor(), ignore_override=True).value == 1


def test_declared_twice(store):
    with pytest.raises(ParameterAlreadyDeclaredException, match="'ratio'"):
        store.declare('ratio', 0.5)


def test_not_declared(store):
    with pytest.raises(ParameterNotDeclaredException, match=r"'nope' is not declared; .*ratio"):
        store.get('nope')


@pytest.mark.parametrize('value', [
    None, True, 1, 1.5, 'text', b'bytes', [True, False], [1, 2], [1.5], ['a', 'b'], []])
def test_messages_round_trip(value):
    again = Parameter.from_message(Parameter('x', value=value).to_message())
    assert again.name == 'x'
    assert again.value == (list(value) if isinstance(value, bytes) else value)


@pytest.mark.parametrize('value', [{}, [1, 'a'], object(), [[1]], 1j])
def test_values_that_no_parameter_has(value):
    with pytest.raises(InvalidParameterValueException, match="'x' cannot have the value"):
        Parameter('x', value=value)
