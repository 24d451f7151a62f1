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

"""Explains in words why no image comes, which users of camera nodes ask first."""

from __future__ import annotations

from collections.abc import Sequence

IMAGE, COMPRESSED = 'sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage'
_SHOWN = 5  # most topics that a message names


def qos_conflicts(topic: str, qos, publishers: Sequence) -> list[str]:
    """
    Return a sentence for each publisher whose QoS a subscription cannot match.

    :param qos: profile of the subscription
    :param publishers: as `get_publishers_info_by_topic` returns them
    """
    return [f'{endpoint_name(publisher)} offers {offered} on {topic}, but {asked} is asked for: '
            f'set qos_overrides.{topic}.subscription.{policy} to {offered}, or the publisher to '
            f'{asked}'
            for publisher in publishers
            for policy, asked, offered in _conflicts(qos, publisher.qos_profile)]


def explain_silence(topic: str, message_type: str, qos, publishers: Sequence,
                    topics: Sequence[tuple[str, Sequence[str]]]) -> str:
    """
    Return why no image comes on a topic, as far as the ROS graph shows it.

    :param publishers: of the topic
    :param topics: (name, types) of all topics
    """
    conflicts = qos_conflicts(topic, qos, publishers)
    if conflicts:
        return '; '.join(conflicts)
    wrong = [publisher for publisher in publishers if publisher.topic_type != message_type]
    if wrong:
        return '; '.join(f'{endpoint_name(publisher)} publishes {publisher.topic_type} there, '
                         f'not {message_type}' for publisher in wrong)
    if publishers:
        names = ', '.join(sorted({endpoint_name(publisher) for publisher in publishers}))
        return f'{names} publishes on it, but has sent nothing'
    return f'nobody publishes it; {_elsewhere(topic, message_type, topics)}'


def _elsewhere(topic: str, message_type: str, topics: Sequence) -> str:
    """Return where images are published instead."""
    # The annotated images of nodes like this one do not come from cameras.
    of_type = {kind: [name for name, types in topics if kind in types and name != topic
                      and 'image_annotated' not in name] for kind in (IMAGE, COMPRESSED)}
    same = of_type[message_type]
    if same:
        more = ', ...' if len(same) > _SHOWN else ''
        remedy = ('remap with image_topic:=' if message_type == IMAGE else
                  'remap with image_topic:=, without /compressed,')
        return (f"images are published on {', '.join(same[:_SHOWN])}{more}: {remedy} or "
                '-r image_raw:=')
    other = of_type[COMPRESSED if message_type == IMAGE else IMAGE]
    if other:
        transport = 'compressed' if message_type == IMAGE else 'raw'
        return (f"there are {'only ' if message_type == IMAGE else ''}"
                f"{'compressed' if message_type == IMAGE else 'raw'} images, on "
                f"{', '.join(other[:_SHOWN])}: start with image_transport:={transport}")
    return 'no node publishes images at all: is the camera driver running, in this ROS_DOMAIN_ID?'


def _conflicts(asked, offered) -> list[tuple[str, str, str]]:
    """Return (policy, asked, offered) for each policy that does not match."""
    rules = (('reliability', 'RELIABLE', 'BEST_EFFORT'),
             ('durability', 'TRANSIENT_LOCAL', 'VOLATILE'))
    return [(policy, wanted.lower(), given.lower()) for policy, wanted, given in rules
            if getattr(asked, policy).name == wanted and getattr(offered, policy).name == given]


def endpoint_name(endpoint) -> str:
    """Return the full name of the node of a publisher or subscription."""
    return f"{endpoint.node_namespace.rstrip('/')}/{endpoint.node_name}"
