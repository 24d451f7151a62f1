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

"""The registry of named parts."""

from fer_ros.registry import Registry
from fer_ros.values.errors import SettingError
import pytest


def test_a_part_is_built_with_the_arguments_given():
    registry: Registry[tuple] = Registry('thing')

    @registry.register('pair')
    def pair(one, *, other):
        return one, other

    assert registry.create('pair', 1, other=2) == (1, 2)
    assert registry.create('pair', 3, other=4) == (3, 4)
    assert pair(5, other=6) == (5, 6)


def test_a_factory_is_not_called_by_registering():
    calls = []
    registry: Registry[None] = Registry('thing')
    registry.register('one')(lambda: calls.append(1))
    assert calls == []
    assert registry.names() == ['one']
    registry.create('one')
    assert calls == [1]


def test_the_later_of_two_of_a_name_counts_and_names_are_sorted():
    registry: Registry[str] = Registry('thing')
    registry.register('b')(lambda: 'old')
    registry.register('a')(lambda: 'a')
    registry.register('b')(lambda: 'new')
    assert registry.names() == ['a', 'b']
    assert registry.create('b') == 'new'


def test_registries_do_not_share_their_parts():
    one: Registry[str] = Registry('one')
    one.register('a')(lambda: 'a')
    assert Registry('two').names() == []


def test_an_unknown_name_is_quoted_with_those_that_exist():
    registry: Registry[str] = Registry('gadget')
    registry.register('b')(lambda: 'b')
    registry.register('a')(lambda: 'a')
    with pytest.raises(SettingError, match=r"^unknown gadget 'c'; available: a, b$"):
        registry.create('c')


@pytest.fixture
def other_package(tmp_path, monkeypatch):
    """Install a package with entry points: a part, one of a name that is taken, broken ones."""
    info = tmp_path / 'other-1.0.dist-info'
    info.mkdir()
    (info / 'METADATA').write_text('Metadata-Version: 2.1\nName: other\nVersion: 1.0\n')
    (info / 'entry_points.txt').write_text(
        '[fer_ros.test_parts]\nadded = other_parts:Added\ntaken = other_parts:Added\n'
        'text = other_parts:text\n'
        'missing = no_such_module:x\nraising = other_parts:raising\n')
    (tmp_path / 'other_parts.py').write_text(
        'class Added:\n    def __init__(self, text):\n        self.text = text\n\n\n'
        'def text(text):\n    return text\n\n\n'
        'def raising(text):\n    raise OSError("no such device: " + text)\n')
    monkeypatch.syspath_prepend(tmp_path)


@pytest.fixture
def registry(other_package):
    registry = Registry('part', 'fer_ros.test_parts')
    registry.register('taken')(lambda text: 'our own')
    return registry


def test_a_part_of_another_package(registry):
    assert registry.names() == ['added', 'missing', 'raising', 'taken', 'text']
    assert registry.create('added', 'hello').text == 'hello'


def test_our_own_parts_keep_their_names(registry):
    assert registry.create('taken', 'x') == 'our own'


def test_a_part_of_another_class_is_rejected(other_package):
    registry = Registry('part', 'fer_ros.test_parts', int)
    with pytest.raises(SettingError, match=r"'text' \(other_parts:text\) gave 'x', but must give "
                                           r'a subclass of builtins\.int'):
        registry.create('text', 'x')


@pytest.mark.parametrize(('name', 'quoted'), [
    ('missing', r"'missing' \(no_such_module:x\).*ModuleNotFoundError"),
    ('raising', r"'raising' \(other_parts:raising\).*no such device: x"),
    ('nope', "'nope'; available: added, missing, raising, taken, text")])
def test_broken_and_unknown_parts(registry, name, quoted):
    with pytest.raises(SettingError, match=quoted):
        registry.create(name, 'x')
