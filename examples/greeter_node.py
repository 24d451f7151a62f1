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

"""A ROS 2 node that greets and reacts, as a behaviour tree would: python3 greeter_node.py."""

from fer_ros.msg import FaceEvent
import rclpy


def sequence(*children):
    """Return a node of the tree that succeeds if all children do."""
    return lambda event: all(child(event) for child in children)


def fallback(*children):
    """Return a node of the tree that succeeds if one child does."""
    return lambda event: any(child(event) for child in children)


def happened(kind, *labels):
    """Return a condition: an event of this kind, with one of the labels if there are any."""
    return lambda event: event.kind == kind and (not labels or event.label in labels)


def say(text):
    """Return an action that prints a text and succeeds; a robot would speak."""
    return lambda event: print(text.format(event), flush=True) is None


tree = fallback(
    sequence(happened(FaceEvent.APPEARED), say('Hello, {0.face_id}!')),
    sequence(happened(FaceEvent.HELD, 'happy'), say('I am glad that you like it, {0.face_id}.')),
    sequence(happened(FaceEvent.HELD, 'sad', 'angry'), say('Can I help you, {0.face_id}?')),
    sequence(happened(FaceEvent.LEFT), say('Goodbye, {0.face_id}.')))

rclpy.init()
node = rclpy.create_node('greeter')
node.create_subscription(FaceEvent, '/fer/events', tree, 50)
rclpy.spin(node)
