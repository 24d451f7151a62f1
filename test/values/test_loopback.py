"""The variables that keep messages on the machine."""

from xml.etree import ElementTree

import pytest

from fer_ros.values.loopback import loopback_environment


@pytest.mark.parametrize('domain', [None, '', '42'])
def test_environment(monkeypatch, domain):
    if domain is None:
        monkeypatch.delenv('ROS_DOMAIN_ID', raising=False)
    else:
        monkeypatch.setenv('ROS_DOMAIN_ID', domain)
    environment = loopback_environment()
    assert environment['ROS_AUTOMATIC_DISCOVERY_RANGE'] == 'LOCALHOST'
    assert environment['ROS_STATIC_PEERS'] == ''
    root = ElementTree.fromstring(environment['CYCLONEDDS_URI'])
    assert [interface.get('address') for interface in root.iter('NetworkInterface')] \
        == ['127.0.0.1']
    assert environment['ROS_DOMAIN_ID'] == '42' if domain else \
        1 <= int(environment['ROS_DOMAIN_ID']) <= 101
