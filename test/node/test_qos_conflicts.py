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

"""What is said when no image comes: a table of graphs."""

from types import SimpleNamespace

from fer_ros import ros
from fer_ros.node.qos_conflicts import (
    COMPRESSED, explain_silence, IMAGE, qos_conflicts)
import pytest

BEST_EFFORT = ros.QoSProfile(depth=1, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
RELIABLE = ros.QoSProfile(depth=1)
LASTING = ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL)


def publisher(name='camera', topic_type=IMAGE, qos=RELIABLE):
    return SimpleNamespace(node_name=name, node_namespace='/front', topic_type=topic_type,
                           qos_profile=qos)


@pytest.mark.parametrize(('asked', 'offered', 'said'), [
    (BEST_EFFORT, BEST_EFFORT, ''), (BEST_EFFORT, RELIABLE, ''), (RELIABLE, RELIABLE, ''),
    (RELIABLE, BEST_EFFORT, 'reliability to best_effort'), (RELIABLE, LASTING, ''),
    (LASTING, RELIABLE, 'durability to volatile')])
def test_qos(asked, offered, said):
    found = qos_conflicts('/image', asked, [publisher(qos=offered)])
    assert len(found) == bool(said)
    for sentence in found:
        assert sentence.startswith('/front/camera offers ') and said in sentence
        assert 'qos_overrides./image.subscription.' in sentence
        advice = explain_silence('/image', IMAGE, asked, [publisher(qos=offered)], [])
        assert advice == sentence


@pytest.mark.parametrize(('kind', 'publishers', 'topics', 'said'), [
    (IMAGE, [publisher()], [], '/front/camera publishes on it, but has sent nothing'),
    (IMAGE, [publisher(topic_type=COMPRESSED)], [], f'/front/camera publishes {COMPRESSED}'),
    (IMAGE, [], [], 'is the camera driver running'),
    (IMAGE, [], [('/chatter', ['std_msgs/msg/String'])], 'no node publishes images at all'),
    (IMAGE, [], [('/fer/image_annotated', [IMAGE])], 'no node publishes images at all'),
    (IMAGE, [], [('/a/image_raw', [IMAGE]), ('/b/image_raw', [IMAGE])],
     'published on /a/image_raw, /b/image_raw: remap with image_topic:='),
    (IMAGE, [], [(f'/{n}', [IMAGE]) for n in 'abcdefg'], '/a, /b, /c, /d, /e, ...'),
    (IMAGE, [], [('/image_raw/compressed', [COMPRESSED])],
     'only compressed images, on /image_raw/compressed: start with image_transport:=compressed'),
    (COMPRESSED, [], [('/image_raw', [IMAGE])], 'start with image_transport:=raw'),
    (COMPRESSED, [], [('/cam/compressed', [COMPRESSED])], 'without /compressed')])
def test_no_image(kind, publishers, topics, said):
    assert said in explain_silence('/image', kind, BEST_EFFORT, publishers, topics)


def test_topics_that_somebody_only_subscribes_to_are_not_published(make_node, spin_until):
    node = make_node('n')
    image = ros.interface(IMAGE)
    node.create_subscription(image, '/rviz_watches/this', print, 1)
    node.create_publisher(image, '/camera/image', 1)
    spin_until(lambda: ('/camera/image', [IMAGE]) in ros.published_topics(node), node)
    assert '/rviz_watches/this' not in dict(ros.published_topics(node))
