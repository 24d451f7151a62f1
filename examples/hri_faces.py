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

"""A pyhri program that prints the faces, with the node's hri:=true: python3 hri_faces.py."""

from hri import HRIListener
from hri_msgs.msg import Expression
import rclpy

rclpy.init()
node = rclpy.create_node('hri_faces')
humans = HRIListener('hri_faces_listener')  # a node of its own, which spins in a thread
humans.set_reference_frame('camera')
expressions, subscriptions = {}, {}


def on_face(face):
    """Subscribe to the expression, which older versions of pyhri do not know."""
    print(face.id, 'appeared', flush=True)
    subscriptions[face.id] = node.create_subscription(
        Expression, f'{face.ns}/expression',
        lambda message: expressions.update({face.id: message.expression}), 10)


def on_face_lost(face_id):
    """Forget a face."""
    print(face_id, 'left', flush=True)
    node.destroy_subscription(subscriptions.pop(face_id))
    expressions.pop(face_id, None)


def on_timer():
    """Print a line for each face: identifier, crop, where it is, expression."""
    for face_id, face in humans.faces.items():
        place = face.transform and face.transform.transform.translation
        print(face_id, face.cropped is not None and face.cropped.shape,
              place and f'{place.z:.1f} m away', expressions.get(face_id), flush=True)


humans.on_face(on_face)
humans.on_face_lost(on_face_lost)
node.create_timer(1.0, on_timer)
rclpy.spin(node)
