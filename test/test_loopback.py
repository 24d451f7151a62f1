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

"""The variables that keep messages on the machine."""

from xml.etree import ElementTree

from fer_ros.system import loopback_environment
import pytest


@pytest.mark.parametrize('domain', [None, '', '42'])
def test_environment(monkeypatch, domain):
    if domain is None:
        monkeypatch.delenv('ROS_DOMAIN_ID', raising=False)
    else:
        monkeypatch.setenv('ROS_DOMAIN_ID', domain)
    monkeypatch.delenv('CYCLONEDDS_URI', raising=False)
    environment = loopback_environment()
    assert environment['ROS_AUTOMATIC_DISCOVERY_RANGE'] == 'LOCALHOST'
    assert environment['ROS_STATIC_PEERS'] == ''
    root = ElementTree.fromstring(environment['CYCLONEDDS_URI'])
    assert [interface.get('address') for interface in root.iter('NetworkInterface')] \
        == ['127.0.0.1']
    assert environment['ROS_DOMAIN_ID'] == '42' if domain else \
        1 <= int(environment['ROS_DOMAIN_ID']) <= 101


def test_the_users_configuration_of_cyclone_dds_stays(monkeypatch, tmp_path):
    monkeypatch.delenv('CYCLONEDDS_URI', raising=False)
    loopback = loopback_environment()['CYCLONEDDS_URI']
    users = '<CycloneDDS><Domain><Internal/></Domain></CycloneDDS>'
    monkeypatch.setenv('CYCLONEDDS_URI', users)
    both = loopback_environment()['CYCLONEDDS_URI']
    assert both == f'{loopback},{users}'
    monkeypatch.setenv('CYCLONEDDS_URI', both)
    assert loopback_environment()['CYCLONEDDS_URI'] == both
    file = tmp_path / 'cyclonedds.xml'
    file.write_text(loopback.replace('127.0.0.1', '192.168.0.7'))
    monkeypatch.setenv('CYCLONEDDS_URI', f'file://{file}')
    assert loopback_environment()['CYCLONEDDS_URI'] == loopback
