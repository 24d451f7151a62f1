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

"""A ROS 2 node that prints the emotions: python3 listener_node.py, beside the node fer."""

from fer_ros.msg import EmotionArray
import rclpy


def on_emotions(message):
    """Print a line for each face."""
    for emotion in message.emotions:
        print(emotion.face_id, emotion.label, f'{emotion.confidence:.0%}', flush=True)


rclpy.init()
node = rclpy.create_node('listener')
node.create_subscription(EmotionArray, '/fer/emotions', on_emotions, 10)
rclpy.spin(node)
