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

"""The end of a process that did not shut down its nodes."""

import os
import subprocess
import sys

from fer_ros.system import loopback_environment
import pytest

pytest.importorskip('cyclonedds')

# Threads that wait and a writer that is full, and no shutdown()
LEFT = """
import sys, threading, time
from fer_ros import ros

ros.init(args=['left'])
node, images = ros.Node('left'), ros.interface('sensor_msgs/msg/Image')
publisher = node.create_publisher(images, '/image_raw', 5)
subscription = node.create_subscription(images, '/image_raw', lambda message: None, 5,
                                        callback_group=ros.MutuallyExclusiveCallbackGroup())

def publish():
    while True:
        publisher.publish(images(data=bytes(3000000)))

threading.Thread(target=publish, daemon=True).start()
end = time.monotonic() + 0.5
while time.monotonic() < end:
    ros.spin_once(node, timeout_sec=0.05)
sys.exit(3)
"""


def test_it_ends_all_the_same():
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, '-c', LEFT], capture_output=True, text=True, check=False, timeout=60,
            env=os.environ | loopback_environment() | {'FER_ROS_RUNTIME': 'embedded'})
        assert (done.returncode, done.stdout, done.stderr) == (3, '', '')
