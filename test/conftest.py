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

"""Fixtures that all tests share."""

import os
from pathlib import Path

from fer_ros.system import loopback_environment
import pytest

# Whatever a test starts, its messages stay on this machine, and apart from other ROS 2 systems
# and other test runs on it.
os.environ.pop('ROS_DOMAIN_ID', None)
os.environ.update(loopback_environment())
# The embedded runtime is what runs everywhere; test/ros2 has the tests on rclpy.
os.environ['FER_ROS_RUNTIME'] = 'embedded'
# OpenCV's own complaints about the bad files and cameras that tests give it
os.environ['OPENCV_LOG_LEVEL'] = 'OFF'
for _name in ('ROS_LOCALHOST_ONLY', 'FER_ROS_MODELS'):
    os.environ.pop(_name, None)


@pytest.fixture(scope='session')
def shared() -> Path:
    """Return the folder of test data kept beside the checkout, or skip."""
    folder = Path(__file__).resolve().parents[2] / 'shared'
    if not folder.is_dir():
        pytest.skip(f'no test data in {folder}')
    return folder


def pytest_collection_modifyitems(items):
    """Skip what is slow, unless it is asked for."""
    if 'FER_ROS_SLOW' not in os.environ:
        for item in items:
            if item.get_closest_marker('slow'):
                item.add_marker(pytest.mark.skip(reason='slow; set FER_ROS_SLOW to run it'))
