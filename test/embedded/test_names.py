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

"""Names: tables of cases."""

import pytest

pytest.importorskip('rosbags')

from fer_ros.embedded.errors import InvalidNameError  # noqa: E402, I100
from fer_ros.embedded.names import (  # noqa: E402
    check_namespace, expand, remap_name, remap_node, RemapRule)


@pytest.mark.parametrize(('name', 'namespace', 'full'), [
    ('image_raw', '/', '/image_raw'), ('image_raw', '/robot', '/robot/image_raw'),
    ('/image_raw', '/robot', '/image_raw'), ('~/emotions', '/', '/fer/emotions'),
    ('~/emotions', '/a/b', '/a/b/fer/emotions'), ('~', '/', '/fer'),
    ('{node}/x', '/a', '/a/fer/x'), ('{ns}/x', '/a', '/a/x'), ('{namespace}/x', '/a', '/a/x')])
def test_expand(name, namespace, full):
    assert expand(name, 'fer', namespace) == full


@pytest.mark.parametrize('name', [
    '', '/', 'a//b', '1a', 'a/1b', 'a b', 'a-b', '~a', 'a/', 'a__b', 'ü', '/{other}/x', '/{ns}/x'])
def test_invalid_names(name):
    with pytest.raises(InvalidNameError, match='invalid topic or service name'):
        expand(name, 'fer', '/')


@pytest.mark.parametrize(('rules', 'full'), [
    ([], '/robot/image_raw'),
    ([RemapRule('image_raw', '/cam')], '/cam'),
    ([RemapRule('/robot/image_raw', 'cam')], '/robot/cam'),
    ([RemapRule('image_raw', '~/cam')], '/robot/fer/cam'),
    ([RemapRule('/image_raw', '/cam')], '/robot/image_raw'),
    ([RemapRule('image_raw', '/one'), RemapRule('image_raw', '/two')], '/one'),
    ([RemapRule('image_raw', '/cam', 'other')], '/robot/image_raw'),
    ([RemapRule('image_raw', '/cam', 'fer')], '/cam'),
    ([RemapRule('rosservice://image_raw', '/cam')], '/robot/image_raw'),
    ([RemapRule('rostopic://image_raw', '/cam')], '/cam'),
    ([RemapRule('__ns', '/cam')], '/robot/image_raw')])
def test_remap(rules, full):
    assert remap_name('/robot/image_raw', 'topic', rules, 'fer', '/robot') == full


@pytest.mark.parametrize(('rules', 'node'), [
    ([], ('fer', '/a')),
    ([RemapRule('__node', 'eyes')], ('eyes', '/a')),
    ([RemapRule('__name', 'eyes')], ('eyes', '/a')),
    ([RemapRule('__ns', 'b/c')], ('fer', '/b/c')),
    ([RemapRule('__node', 'eyes', 'other')], ('fer', '/a')),
    ([RemapRule('__node', 'eyes', 'fer'), RemapRule('__ns', '/', 'eyes')], ('eyes', '/')),
    ([RemapRule('__node', 'eyes'), RemapRule('__ns', '/', 'fer')], ('eyes', '/a'))])
def test_remap_node(rules, node):
    assert remap_node('fer', '/a', rules) == node


@pytest.mark.parametrize('name', ['', '1', 'a/b', 'a b'])
def test_invalid_node_names(name):
    with pytest.raises(InvalidNameError, match='invalid node name'):
        remap_node(name, '/', [])


@pytest.mark.parametrize('namespace', ['/1', 'a b', '//a', '/a//b'])
def test_invalid_namespaces(namespace):
    with pytest.raises(InvalidNameError, match='invalid namespace'):
        check_namespace(namespace)
