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
