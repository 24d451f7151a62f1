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

"""ROS arguments: tables of cases."""

import pytest

pytest.importorskip('rosbags')

from fer_ros.embedded.arguments import parse  # noqa: E402, I100
from fer_ros.embedded.errors import RuntimeFault  # noqa: E402
from fer_ros.embedded.names import RemapRule  # noqa: E402


@pytest.mark.parametrize(('argv', 'remaps'), [
    ([], []),
    (['-r', 'a:=b'], []),  # not after --ros-args
    (['--ros-args', '-r', 'a:=b'], [RemapRule('a', 'b')]),
    (['x', '--ros-args', '--remap', 'fer:~/a:=/c/d'], [RemapRule('~/a', '/c/d', 'fer')]),
    (['--ros-args', '-r', '__ns:=/robot', '--', '-r', 'a:=b'], [RemapRule('__ns', '/robot')]),
    (['--ros-args', '-r', 'fer:__node:=eyes'], [RemapRule('__node', 'eyes', 'fer')]),
    (['--ros-args', '-r', 'rostopic://a:=b'], [RemapRule('rostopic://a', 'b')]),
    (['--ros-args', '-r', 'a:=b', '--', 'x', '--ros-args', '-r', 'c:=d'],
     [RemapRule('a', 'b'), RemapRule('c', 'd')]),
])
def test_remaps(argv, remaps):
    assert parse(argv).remaps == remaps


@pytest.mark.parametrize(('text', 'value'), [
    ('x:=1', 1), ('x:=1.5', 1.5), ('x:=true', True), ('x:=text', 'text'), ("x:='1'", '1'),
    ('x:=[1, 2]', [1, 2]), ('x:=/dev/video0', '/dev/video0'), ('x:=', None)])
def test_parameter_values(text, value):
    if value is None:
        with pytest.raises(RuntimeFault, match='x:='):
            parse(['--ros-args', '-p', text])
    else:
        overrides = parse(['--ros-args', '-p', text]).overrides('/fer')
        assert overrides == {'x': value}
        assert type(overrides['x']) is type(value)


# What rclpy of ROS 2 Jazzy makes of them
@pytest.mark.parametrize(('text', 'value'), [
    ('1e3', 1000.0), ('5e-1', 0.5), ('.5', 0.5), ('1.', 1.0), ('-.inf', float('-inf')),
    ('inf', float('inf')), ('1e400', '1e400'), ('99999999999999999999', 1e20),
    ('010', 8), ('008', 8.0), ('0x1F', 31), ('+5', 5), ('0', 0), ('0b11', '0b11'),
    ('0o17', '0o17'), ('1_000', '1_000'), ('2024-01-01', '2024-01-01'), ('12:30', '12:30'),
    ('y', True), ('on', True), ('No', False), ('null', 'null'), ('~', '~'), ("''", ''),
    ('"5"', '5'), ('!!str 5', '5'), ('[1e3]', [1000.0]), ('[y, n]', [True, False])])
def test_values_have_the_types_of_ros(text, value):
    found = parse(['--ros-args', '-p', f'x:={text}']).overrides('/fer')['x']
    assert (found, type(found)) == (value, type(value))


def test_names_are_always_words(tmp_path):
    path = tmp_path / 'p.yaml'
    path.write_text('/**:\n  ros__parameters: {y: 1, on: {off: 2}, 3: 4}')
    assert parse(['--ros-args', '--params-file', str(path)]).overrides('/fer') == {
        'y': 1, 'on.off': 2, '3': 4}


@pytest.mark.parametrize(('name', 'values'), [('/fer', {'x': 1}), ('/a/fer', {}), ('/x', {})])
def test_parameter_for_one_node(name, values):
    assert parse(['--ros-args', '-p', 'fer:x:=1']).overrides(name) == values


FILE = """
/**:
  ros__parameters: {everywhere: 1, nested: {deep: 2}}
/fer:
  ros__parameters: {root: 3}
robot:
  fer:
    ros__parameters: {robot: 4}
/*/fer:
  ros__parameters: {one_level: 5}
/**/fer:
  ros__parameters: {any_level: 6}
other:
  ros__parameters: {other: 7}
"""


@pytest.mark.parametrize(('name', 'names'), [
    ('/fer', {'everywhere', 'nested.deep', 'root', 'any_level'}),
    ('/robot/fer', {'everywhere', 'nested.deep', 'robot', 'one_level', 'any_level'}),
    ('/a/b/fer', {'everywhere', 'nested.deep', 'any_level'}),
    ('/x', {'everywhere', 'nested.deep'})])
def test_parameter_files_by_node(tmp_path, name, names):
    path = tmp_path / 'p.yaml'
    path.write_text(FILE)
    assert set(parse(['--ros-args', '--params-file', str(path)]).overrides(name)) == names


def test_later_arguments_win(tmp_path):
    path = tmp_path / 'p.yaml'
    path.write_text('/**: {ros__parameters: {x: 1, y: 1}}')
    argv = ['--ros-args', '-p', 'x:=0', '--params-file', str(path), '-p', 'y:=2']
    assert parse(argv).overrides('/fer') == {'x': 1, 'y': 2}


@pytest.mark.parametrize('content', [
    '[1, 2]', 'text', 'a: {b: 1}', '/**: {ros__parameters: 3}', '{', '\x00',
    '{[a]: {ros__parameters: {x: 1}}}'])
def test_bad_parameter_files(tmp_path, content):
    path = tmp_path / 'p.yaml'
    path.write_text(content)
    with pytest.raises(RuntimeFault, match=r'ros__parameters|cannot read'):
        parse(['--ros-args', '--params-file', str(path)])


def test_missing_parameter_file():
    with pytest.raises(RuntimeFault, match=r'nowhere\.yaml'):
        parse(['--ros-args', '--params-file', 'nowhere.yaml'])


@pytest.mark.parametrize('level', [('debug', 10), ('WARN', 30), ('fatal', 50)])
def test_log_levels(level):
    parsed = parse(['--ros-args', '--log-level', level[0], '--log-level', f'fer:={level[0]}'])
    assert parsed.log_levels == {'': level[1], 'fer': level[1]}


def test_switches():
    parsed = parse(['--ros-args', '--disable-rosout-logs', '--disable-stdout-logs',
                    '--disable-external-lib-logs', '-e', '/enclave'])
    assert (parsed.rosout, parsed.stdout) == (False, False)


@pytest.mark.parametrize(('words', 'said'), [
    (['--wrong'], '--wrong'), (['-r'], '-r'), (['-r', 'nothing'], 'nothing'),
    (['-p', 'x=1'], 'x=1'), (['-p', 'x:=[1'], r'x:=\[1'), (['--log-level', 'loud'], 'loud'),
    (['positional'], 'positional')])
def test_wrong_arguments(words, said):
    with pytest.raises(RuntimeFault, match=said):
        parse(['--ros-args', *words])
