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

"""What is said about lost images: a remedy for each middleware."""

from types import SimpleNamespace

from fer_ros.node import dds_vendor
from fer_ros.node.loss_remedy import (BUFFER, kernel_rmem_max, loss_remedy,
                                      subscriber_warning)
import pytest

FASTDDS = SimpleNamespace(endpoint_gid=[*dds_vendor.FASTDDS, *range(14)])
CYCLONE = SimpleNamespace(endpoint_gid=[1, 16, *range(14)])


@pytest.mark.parametrize(('middleware', 'publishers', 'rmem_max', 'said', 'unsaid'), [
    ('rmw_fastrtps_cpp', [FASTDDS], 212992, ['FASTRTPS_DEFAULT_PROFILES_FILE='], ['sysctl']),
    ('rmw_fastrtps_cpp', [CYCLONE], 212992, ['rmem_max=', 'FASTRTPS_DEFAULT_PROFILES_FILE='],
     ['reliable']),
    ('rmw_cyclonedds_cpp', [CYCLONE], 212992, ['rmem_max=', 'CYCLONEDDS_URI=file://'], []),
    ('rmw_cyclonedds_cpp', [CYCLONE], BUFFER, ['CYCLONEDDS_URI=file://'], ['sysctl']),
    ('embedded', [FASTDDS], 212992, ['rmem_max='], ['CYCLONEDDS_URI', 'ros2']),
    ('embedded', [CYCLONE], None, [], ['sysctl'])])
def test_each_middleware_has_its_remedy(monkeypatch, middleware, publishers, rmem_max, said,
                                        unsaid):
    monkeypatch.setenv('ROS_DISTRO', 'jazzy')
    text = loss_remedy(middleware, publishers, best_effort=False, rmem_max=rmem_max)
    assert all(part in text for part in [*said, 'image_transport:=compressed'])
    assert not any(part in text for part in [*unsaid, 'publisher to reliable'])


@pytest.mark.parametrize(('distribution', 'variable'), [
    ('humble', 'FASTRTPS_'), ('kilted', 'FASTDDS_'), ('rolling', 'FASTDDS_'), (None, 'FASTRTPS_')])
def test_the_variable_of_fast_dds_is_that_of_its_version(monkeypatch, distribution, variable):
    if distribution:
        monkeypatch.setenv('ROS_DISTRO', distribution)
    else:
        monkeypatch.delenv('ROS_DISTRO', raising=False)
    text = loss_remedy('rmw_fastrtps_cpp', [FASTDDS], best_effort=False)
    assert f'export {variable}DEFAULT_PROFILES_FILE=' in text


def test_best_effort_is_named():
    assert "camera's publisher to reliable" in loss_remedy('embedded', [CYCLONE],
                                                           best_effort=True)


def test_the_kernels_limit():
    limit = kernel_rmem_max()
    assert limit is None or limit > 10_000


@pytest.mark.parametrize(('middleware', 'rmem_max', 'warns'), [
    ('embedded', 212992, True), ('rmw_cyclonedds_cpp', 212992, True),
    ('rmw_fastrtps_cpp', 212992, False), ('embedded', BUFFER, False), ('embedded', None, False)])
def test_a_camera_names_the_subscribers_that_may_lose_images(middleware, rmem_max, warns):
    subscribers = [SimpleNamespace(node_name=name, node_namespace='/', endpoint_gid=gid)
                   for name, gid in [('mine', CYCLONE.endpoint_gid), ('b', FASTDDS.endpoint_gid),
                                     ('a', FASTDDS.endpoint_gid)]]
    text = subscriber_warning(middleware, subscribers, rmem_max)
    assert text.startswith('/a, /b may lose large images') is warns
    assert (f'net.core.rmem_max={BUFFER}' in text) is warns
    assert subscriber_warning(middleware, subscribers[:1], rmem_max) == ''
