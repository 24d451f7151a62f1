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

"""Number and configuration of the domain: tables of cases."""

from xml.etree import ElementTree

import pytest

pytest.importorskip('rosbags')

from fer_ros.embedded.domain import (  # noqa: E402, I100
    check_security, configuration, discovery_range, domain_id)
from fer_ros.embedded.errors import RuntimeFault  # noqa: E402


def test_enforced_security_is_an_error():
    enforced = {'ROS_SECURITY_ENABLE': 'true', 'ROS_SECURITY_STRATEGY': 'Enforce'}
    with pytest.raises(RuntimeFault, match='the embedded runtime cannot encrypt'):
        check_security(enforced)
    for name, value in (('ROS_SECURITY_ENABLE', 'false'),
                        ('ROS_SECURITY_STRATEGY', 'Permissive')):
        check_security(enforced | {name: value})
    check_security({})


@pytest.mark.parametrize(('text', 'number'), [(None, 0), ('', 0), ('0', 0), (' 42 ', 42),
                                              ('232', 232)])
def test_domain_id(text, number):
    assert domain_id({} if text is None else {'ROS_DOMAIN_ID': text}) == number


@pytest.mark.parametrize('text', ['233', '-1', 'one', '1.5', '٣'])
def test_wrong_domain_ids(text):
    with pytest.raises(RuntimeFault, match=rf"\[0, 232\], but is '{text}'"):
        domain_id({'ROS_DOMAIN_ID': text})


@pytest.mark.parametrize(('environment', 'reach'), [
    ({}, 'SUBNET'), ({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'localhost'}, 'LOCALHOST'),
    ({'ROS_LOCALHOST_ONLY': '1'}, 'LOCALHOST'), ({'ROS_LOCALHOST_ONLY': '0'}, 'SUBNET'),
    ({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'OFF'}, 'OFF')])
def test_range(environment, reach):
    assert discovery_range(environment) == reach


def test_wrong_range():
    with pytest.raises(RuntimeFault, match=r"SUBNET, LOCALHOST.*'FAR'"):
        discovery_range({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'FAR'})


def _config(**environment):
    """Return the configuration's elements by tag."""
    root = ElementTree.fromstring(configuration(environment, 1234))
    return {element.tag: element for element in root.iter()}


@pytest.mark.parametrize('environment', [
    {'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST'},
    {'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST', 'ROS_STATIC_PEERS': '127.0.0.1;'},
    {'ROS_LOCALHOST_ONLY': '1', 'ROS_STATIC_PEERS': '10.0.0.1'}])
def test_localhost_uses_the_loopback_interface_alone(environment):
    config = _config(**environment)
    assert config['NetworkInterface'].get('address') == '127.0.0.1'
    assert config['AllowMulticast'].text == 'false'
    assert {peer.get('address') for peer in config['Peers']} <= {'localhost', '127.0.0.1'}


def test_localhost_reaches_static_peers_elsewhere():
    config = _config(ROS_AUTOMATIC_DISCOVERY_RANGE='LOCALHOST', ROS_STATIC_PEERS='10.0.0.1')
    assert 'NetworkInterface' not in config
    assert config['AllowMulticast'].text == 'false'
    assert [peer.get('address') for peer in config['Peers']] == ['localhost', '10.0.0.1']


def test_subnet_leaves_the_interfaces_to_cyclone():
    config = _config(ROS_STATIC_PEERS='a;b')
    assert not {'NetworkInterface', 'AllowMulticast'} & set(config)
    assert [peer.get('address') for peer in config['Peers']] == ['a', 'b']


@pytest.mark.parametrize(('environment', 'largest'), [
    ({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST'}, '65500B'),
    ({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'OFF'}, '65500B'),
    ({'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST', 'ROS_STATIC_PEERS': '10.0.0.1'}, None),
    ({}, None)])
def test_only_packets_that_stay_on_this_machine_are_larger(environment, largest):
    config = _config(**environment)
    assert config['FragmentSize'].text == '14000B'  # below Cyclone's MaxMessageSize, 14720
    assert getattr(config.get('MaxMessageSize'), 'text', None) == largest


def test_off_is_discovered_by_nobody():
    config = _config(ROS_AUTOMATIC_DISCOVERY_RANGE='OFF', ROS_STATIC_PEERS='a')
    assert config['Tag'].text == 'ros_discovery_off_1234'
    assert 'Peers' not in config


def test_a_smaller_buffer_is_accepted():
    buffer = _config()['SocketReceiveBufferSize']
    assert buffer.get('max') == '16MB' and buffer.get('min') is None


def test_peers_are_quoted():
    config = _config(ROS_STATIC_PEERS='"<&>')
    assert config['Peers'][0].get('address') == '"<&>'


def test_the_users_own_configuration_comes_last():
    assert configuration({'CYCLONEDDS_URI': 'file:///etc/c.xml'}, 1).endswith(
        ',file:///etc/c.xml')


@pytest.mark.parametrize('as_file', [False, True])
def test_the_users_interfaces_replace_the_loopback(tmp_path, as_file):
    text = '<CycloneDDS><Domain><General><Interfaces><NetworkInterface name="lo"/></Interfaces>' \
           '</General></Domain></CycloneDDS>'
    if as_file:
        (tmp_path / 'c.xml').write_text(text)
        text = f'file://{tmp_path}/c.xml'
    environment = {'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST', 'CYCLONEDDS_URI': text}
    own = configuration(environment, 1).removesuffix(f',{text}')
    assert 'NetworkInterface' not in own and '<Peer address="localhost"/>' in own
