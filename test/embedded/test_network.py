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

"""The error message if the domain cannot be joined."""

from contextlib import ExitStack, suppress
import os
import shutil
import socket
import subprocess
import sys

import pytest
from waiting import wait_until

pytest.importorskip('cyclonedds')

NODE = [sys.executable, '-m', 'fer_ros', 'node']
# Ports of a domain (RTPS 2.5, 9.6.2.3): base, gain of the domain, offset of unicast discovery,
# gain of the participant. Cyclone tries the participants 0 to 32.
PORTS = [7400 + 250 * 99 + 10 + 2 * participant for participant in range(33)]


def _run(command, **environment):
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True,
                          timeout=30, check=False)


def _isolated(script):
    """Return a command that runs a shell script on a machine without network, or skip."""
    command = ['unshare', '--net', '--map-root-user', 'sh', '-c']
    if not shutil.which('unshare') or not shutil.which('ip') \
            or subprocess.run([*command, 'true'], capture_output=True, check=False).returncode:
        pytest.skip('this machine allows no network namespace')
    return [*command, script]


def _assert_told(result):
    assert result.returncode == 1
    assert 'cannot join DDS domain' in result.stderr
    assert 'ROS_DOMAIN_ID' in result.stderr and 'interface' in result.stderr
    assert 'Traceback' not in result.stderr


def test_ports_taken():
    with ExitStack() as stack:
        for port in PORTS:
            taken = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            with suppress(OSError):  # taken by somebody else is as good
                taken.bind(('0.0.0.0', port))
        _assert_told(_run(NODE, ROS_DOMAIN_ID='99'))


@pytest.mark.parametrize('configuration', ['', os.environ['CYCLONEDDS_URI']])
def test_no_interface(configuration):
    _assert_told(_run(_isolated(' '.join(NODE)), CYCLONEDDS_URI=configuration))


@pytest.mark.parametrize('configuration', ['', os.environ['CYCLONEDDS_URI']])
def test_the_loopback_is_enough(configuration, tmp_path):
    log = tmp_path / 'log'
    with open(log, 'w') as out, subprocess.Popen(
            _isolated(f'ip link set lo up && exec {" ".join(NODE)}'), stderr=out,
            env=os.environ | {'CYCLONEDDS_URI': configuration}) as node:
        wait_until(lambda: 'Waiting for images on /image_raw' in log.read_text()
                   or node.poll() is not None, log.read_text)
        node.terminate()
    assert 'Waiting for images on /image_raw' in log.read_text()


@pytest.mark.parametrize(('name', 'value', 'said'), [
    ('ROS_DOMAIN_ID', '300', '[0, 232]'),
    ('ROS_AUTOMATIC_DISCOVERY_RANGE', 'NEAR', 'LOCALHOST'),
    ('CYCLONEDDS_URI', '<CycloneDDS><Nonsense/></CycloneDDS>', 'CYCLONEDDS_URI'),
    ('FER_ROS_RUNTIME', 'ros1', 'rclpy, embedded')])
def test_wrong_environment(name, value, said):
    result = _run(NODE, **{name: value})
    assert result.returncode == 1
    assert said in result.stderr
    assert 'Traceback' not in result.stderr
