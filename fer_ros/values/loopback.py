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

"""Variables that keep ROS 2 messages on this machine."""

from __future__ import annotations

import os

# LOCALHOST is ROS's own word for it; rmw_cyclonedds then still opens its sockets on the outer
# interface, which the second setting keeps it from.
_LOOPBACK = {
    'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
    'ROS_STATIC_PEERS': '',
    'CYCLONEDDS_URI': '<CycloneDDS><Domain><General><Interfaces>'
                      '<NetworkInterface address="127.0.0.1" multicast="false"/>'
                      '</Interfaces></General></Domain></CycloneDDS>'}


def loopback_environment() -> dict[str, str]:
    """
    Return variables for processes that talk among themselves alone.

    Where no ROS_DOMAIN_ID is set, one is chosen, so that two such groups are apart; 1 to 101 are
    safe on every system (ROS 2 documentation, "The ROS_DOMAIN_ID").
    """
    domain = os.environ.get('ROS_DOMAIN_ID') or str(1 + os.getpid() % 101)
    return _LOOPBACK | {'ROS_DOMAIN_ID': domain}
