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

"""What helps where images are lost, by middleware, as measured (doc/troubleshooting.md)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

BUFFER = 16 * 2**20  # bytes; holds two images of 1920x1080 in bgr8
FASTDDS_VENDOR = bytes((1, 15))  # the first bytes of its identifiers (RTPS 2.5, table 9.5)
_CONFIG = '$(ros2 pkg prefix --share fer_ros)/config'
_COMPRESSED = 'or take compressed images (image_transport:=compressed)'


def loss_remedy(middleware: str, publishers: Sequence, *, best_effort: bool,
                rmem_max: int | None = None) -> str:
    """
    Return what to do about lost images, as commands where there are any.

    :param middleware: of this node, `ros.MIDDLEWARE`
    :param publishers: of the topic, as `get_publishers_info_by_topic` returns them
    :param best_effort: whether the subscription is best effort
    :param rmem_max: net.core.rmem_max of this machine, bytes; None where it has none
    """
    remedies = []
    if best_effort and publishers:
        remedies.append("set the camera's publisher to reliable, if it can be")
    from_fastdds = all(_vendor(publisher) == FASTDDS_VENDOR for publisher in publishers)
    if 'fastrtps' in middleware and from_fastdds:
        remedies.append('start the camera and this node with export '
                        f'FASTRTPS_DEFAULT_PROFILES_FILE={_CONFIG}/fastdds.xml')
    elif rmem_max is not None and rmem_max < BUFFER:
        # Fast DDS takes the default size, Cyclone DDS asks for more than that.
        default = f' net.core.rmem_default={BUFFER}' if 'fastrtps' in middleware else ''
        remedies.append(f'sudo sysctl -w net.core.rmem_max={BUFFER}{default}')
        if middleware == 'rmw_cyclonedds_cpp':
            remedies.append(f'export CYCLONEDDS_URI=file://{_CONFIG}/cyclonedds.xml')
    return '; '.join([*remedies, _COMPRESSED])


def kernel_rmem_max() -> int | None:
    """Return net.core.rmem_max in bytes, None where the system has none (socket(7))."""
    try:
        return int(Path('/proc/sys/net/core/rmem_max').read_text(encoding='ascii'))
    except (OSError, ValueError):
        return None


def _vendor(publisher) -> bytes:
    return bytes(publisher.endpoint_gid[:2])
