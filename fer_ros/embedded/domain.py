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

"""The DDS domain: its number, and Cyclone's configuration from the variables of ROS 2."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from fer_ros.embedded.errors import RuntimeFault

# With a larger number the ports of RTPS exceed 16 bits.
MAX_DOMAIN_ID = 232
_LOOPBACK = {'localhost', '127.0.0.1'}
RANGES = ('SUBNET', 'LOCALHOST', 'OFF', 'SYSTEM_DEFAULT')

# A 1080p image has 6 MB in over 4,000 fragments, and a buffer of the usual 208 kB loses most of
# them. `max` uses as much as the kernel allows; `min` would fail if the kernel allows less.
RECEIVE_BUFFER = ('<Internal><SocketReceiveBufferSize max="16MB"/></Internal>')
# Bytes of a fragment. Cyclone packs its fragments of 1344 bytes into packets of 14720; larger
# fragments that still fit save time at both ends (`fer_ros benchmark transport`).
_FRAGMENTS = '<FragmentSize>14000B</FragmentSize>'
# The largest packet of UDP, for processes of one machine; a network would cut it into pieces, and
# with each lost piece lose all.
_LARGEST_PACKETS = '<MaxMessageSize>65500B</MaxMessageSize>'
# By default participants need up to 30 s to find each other after the network was down.
_ANNOUNCEMENTS = '<SPDPInterval>2s</SPDPInterval>'


def check_security(environment: Mapping[str, str]) -> None:
    """
    Check that ROS 2 security is not enforced, which the embedded runtime does not support.

    :raises RuntimeFault: if it is enforced
    """
    if (environment.get('ROS_SECURITY_ENABLE') == 'true'
            and environment.get('ROS_SECURITY_STRATEGY') == 'Enforce'):
        raise RuntimeFault(
            'ROS_SECURITY_ENABLE is true and ROS_SECURITY_STRATEGY is Enforce, but the embedded '
            'runtime cannot encrypt and would send all results in clear text: run the node on '
            'ROS 2 (rclpy), or unset ROS_SECURITY_ENABLE')


def domain_id(environment: Mapping[str, str]) -> int:
    """
    Return $ROS_DOMAIN_ID, or 0 if it is not set.

    :raises RuntimeFault: if it is not a number from 0 to 232
    """
    text = environment.get('ROS_DOMAIN_ID', '').strip() or '0'
    if not text.isascii() or not text.isdecimal() or int(text) > MAX_DOMAIN_ID:
        raise RuntimeFault(f"ROS_DOMAIN_ID must be a number in [0, {MAX_DOMAIN_ID}], but is '"
                           f"{text}'")
    return int(text)


def discovery_range(environment: Mapping[str, str]) -> str:
    """
    Return the range of the discovery, one of RANGES.

    :raises RuntimeFault: if ROS_AUTOMATIC_DISCOVERY_RANGE has another value
    """
    if _localhost_only(environment):
        return 'LOCALHOST'
    text = environment.get('ROS_AUTOMATIC_DISCOVERY_RANGE', '').strip() or 'SUBNET'
    if text.upper() not in RANGES:
        raise RuntimeFault(f"ROS_AUTOMATIC_DISCOVERY_RANGE must be one of {', '.join(RANGES)}, "
                           f"but is '{text}'")
    return text.upper()


def static_peers(environment: Mapping[str, str]) -> list[str]:
    """Return the hosts of $ROS_STATIC_PEERS; none with ROS_LOCALHOST_ONLY, as in rcl."""
    if _localhost_only(environment):
        return []
    return [peer for peer in environment.get('ROS_STATIC_PEERS', '').split(';') if peer]


def _localhost_only(environment: Mapping[str, str]) -> bool:
    """Say whether ROS_LOCALHOST_ONLY is set, which was used before Iron and still has priority."""
    return environment.get('ROS_LOCALHOST_ONLY', '').strip() == '1'


def configuration(environment: Mapping[str, str], process_id: int) -> str:
    """
    Return Cyclone's configuration: the settings of rmw_cyclonedds, then the user's own.

    The settings follow check_create_domain in rmw_cyclonedds_cpp/src/rmw_node.cpp, with one
    exception: with LOCALHOST only the loopback interface is used, so that no packet can leave the
    machine and no other interface must be up. This does not apply if there are static peers
    elsewhere or if the user's configuration names interfaces.
    """
    user_config = environment.get('CYCLONEDDS_URI', '').strip()
    reach, peers = discovery_range(environment), static_peers(environment)
    # Cyclone rejects an interface that is named twice.
    only_loopback = (reach == 'LOCALHOST' and set(peers) <= _LOOPBACK
                     and 'NetworkInterface' not in _read_configurations(user_config))
    if reach == 'LOCALHOST':
        peers.insert(0, 'localhost')
    elif reach in ('OFF', 'SYSTEM_DEFAULT'):
        peers = []
    general, discovery = _FRAGMENTS, _ANNOUNCEMENTS
    if reach in ('LOCALHOST', 'OFF'):
        general += '<AllowMulticast>false</AllowMulticast>'
    if only_loopback:
        general += '<Interfaces><NetworkInterface address="127.0.0.1"/></Interfaces>'
    if reach in ('LOCALHOST', 'OFF') and set(peers) <= _LOOPBACK:
        general += _LARGEST_PACKETS
    if reach == 'OFF':
        # With a tag of its own the process discovers nobody else.
        discovery += ('<ParticipantIndex>none</ParticipantIndex>'
                      f'<Tag>ros_discovery_off_{process_id}</Tag>')
    elif reach != 'SYSTEM_DEFAULT':
        discovery += ('<ParticipantIndex>auto</ParticipantIndex>'
                      '<MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>')
    if peers:
        discovery += '<Peers>' + ''.join(f'<Peer address={quoteattr(peer)}/>'
                                         for peer in peers) + '</Peers>'
    own_config = ('<CycloneDDS><Domain>'
                  + f'<General>{general}</General>'
                  + f'<Discovery>{discovery}</Discovery>' + RECEIVE_BUFFER
                  + '</Domain></CycloneDDS>')
    # Later values override earlier ones.
    return ','.join(filter(None, (own_config, user_config)))


def _read_configurations(configurations: str) -> str:
    """Return $CYCLONEDDS_URI with its file names replaced by the content of the files."""
    parts = []
    for part in configurations.split(','):
        try:
            parts.append(Path(part.strip().removeprefix('file://')).read_text(encoding='utf-8'))
        except (OSError, ValueError):  # XML itself, or a missing file, which Cyclone reports
            parts.append(part)
    return ','.join(parts)
