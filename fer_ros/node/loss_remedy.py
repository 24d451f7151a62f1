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

"""What helps against lost images, by middleware, as measured (doc/troubleshooting.md)."""

from __future__ import annotations

from collections.abc import Sequence
import os
from pathlib import Path

from fer_ros.node.dds_vendor import is_fastdds
from fer_ros.node.qos_conflicts import endpoint_name

BUFFER = 16 * 2**20  # bytes; holds two images of 1920x1080 in bgr8
_CONFIG = '$(ros2 pkg prefix fer_ros)/share/fer_ros/config'
# Fast DDS 3, which came with Kilted, has a new name for the variable of Fast DDS 2.
_FASTDDS_2 = 'humble', 'iron', 'jazzy'
_COMPRESSED = 'or take compressed images (image_transport:=compressed)'


def loss_remedy(middleware: str, publishers: Sequence, *, best_effort: bool,
                rmem_max: int | None = None) -> str:
    """
    Return what to do about lost images, with the commands.

    :param middleware: of this node, `ros.MIDDLEWARE`
    :param publishers: of the topic, as `get_publishers_info_by_topic` returns them
    :param best_effort: whether the subscription is best effort
    :param rmem_max: net.core.rmem_max of this machine, bytes; None if it has none
    """
    on_fastdds = 'fastrtps' in middleware
    same = not on_fastdds or all(map(is_fastdds, publishers))
    remedies = []
    if best_effort and publishers and same:
        remedies.append("set the camera's publisher to reliable, if it can be")
    if on_fastdds:
        remedies.append('start the camera and this node with export '
                        f'{_profiles_variable()}={_CONFIG}/fastdds.xml')
    elif middleware == 'rmw_cyclonedds_cpp':
        remedies.append('start this node with export '
                        f'CYCLONEDDS_URI=file://{_CONFIG}/cyclonedds.xml')
    # Two processes on Fast DDS exchange images through shared memory, not through the kernel.
    if not (on_fastdds and same) and rmem_max is not None and rmem_max < BUFFER:
        remedies.append(f'sudo sysctl -w net.core.rmem_max={BUFFER}')
    return '; '.join([*remedies, _COMPRESSED])


def _profiles_variable() -> str:
    old = os.environ.get('ROS_DISTRO', 'jazzy') in _FASTDDS_2
    return 'FASTRTPS_DEFAULT_PROFILES_FILE' if old else 'FASTDDS_DEFAULT_PROFILES_FILE'


def subscriber_warning(middleware: str, subscribers: Sequence, rmem_max: int | None) -> str:
    """
    Return what subscribers on another middleware than the publisher of images may lose, or ''.

    A subscriber on Fast DDS gets the images of a publisher on Cyclone DDS through a socket of the
    kernel's default size, which does not hold one image.

    :param middleware: of the publisher, `ros.MIDDLEWARE`
    :param subscribers: of the topic, as `get_subscriptions_info_by_topic` returns them
    :param rmem_max: net.core.rmem_max of this machine, bytes; None if it has none
    """
    names = sorted({endpoint_name(subscriber) for subscriber in subscribers
                    if is_fastdds(subscriber)})
    if not names or 'fastrtps' in middleware or rmem_max is None or rmem_max >= BUFFER:
        return ''
    return (f"{', '.join(names)} may lose large images, because Fast DDS receives them through "
            f'the buffers of the kernel. What helps: sudo sysctl -w net.core.rmem_max={BUFFER}, '
            'before that node starts; or publish compressed images too (--compressed)')


def kernel_rmem_max() -> int | None:
    """Return net.core.rmem_max in bytes; None if the system has none (socket(7))."""
    try:
        return int(Path('/proc/sys/net/core/rmem_max').read_text(encoding='ascii'))
    except (OSError, ValueError):
        return None
