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

"""A process that subscribes, reliably and to everything, and never takes a message."""

import time

from fer_ros import ros

WHOLE = ros.QoSProfile(history=ros.HistoryPolicy.KEEP_ALL)

ros.init(args=['deaf'])
node = ros.Node('deaf')
counts = [node.create_subscription(ros.interface(kind), topic, print, WHOLE).get_publisher_count
          for kind, topic in (('fer_ros/msg/EmotionArray', '/fer/emotions'),
                              ('sensor_msgs/msg/Image', '/fer/image_annotated'))]
while not all(count() for count in counts):
    time.sleep(0.05)
time.sleep(1.0)  # until the node knows it as well
print('matched', flush=True)
time.sleep(600)
