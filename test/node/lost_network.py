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

"""In a network of its own: the node, a camera, and an interface that goes and returns."""

import json
import os
from pathlib import Path
import subprocess
import sys
import time

from fer_ros import ros
from fer_ros.codec import encode_image
from fer_ros.node.messages import filled
import numpy as np

AWAY_S = 12.0  # longer than the 10 s after which Cyclone DDS gives a participant up


def interface(state):
    """Take the only interface up or down."""
    subprocess.run(['ip', 'link', 'set', 'lo', state], check=True)


def main(folder):
    """Print how many results came before, without the network, and after."""
    interface('up')
    ros.init(args=['camera'])
    node, results = ros.Node('camera'), []
    image, header = ros.interface('sensor_msgs/msg/Image'), ros.interface('std_msgs/msg/Header')
    publisher = node.create_publisher(image, '/image_raw', 5)
    subscription = node.create_subscription(
        ros.interface('fer_ros/msg/EmotionArray'), '/fer/emotions', results.append, 10)
    message = filled(image(header=header()), encode_image(np.full((240, 320, 3), 90, np.uint8)))

    def play(seconds, until=lambda: False):
        """Publish at 20 Hz for a while; return how many results came, and the seconds."""
        results.clear()
        begin = time.monotonic()
        while time.monotonic() - begin < seconds and not until():
            try:
                publisher.publish(message)
            except Exception as error:
                print(f'the camera cannot publish: {error!r}')
            ros.spin_once(node, timeout_sec=0.05)
        return len(results), round(time.monotonic() - begin, 2)

    with open(folder / 'node.log', 'w') as log, subprocess.Popen(
            [sys.executable, '-m', 'fer_ros', 'node'], stdout=log, stderr=log,
            env=os.environ | {'FER_ROS_RUNTIME': os.environ.get(
                'TESTED_RUNTIME', 'embedded')}) as process:
        try:
            play(40.0, lambda: len(results) >= 5)
            seen = {'before': play(2.0)[0]}
            interface('down')
            play(0.5)
            seen['away'] = play(AWAY_S)[0]
            interface('up')
            _, seen['seconds until results came again'] = play(40.0, lambda: results)
            seen['after'] = play(3.0)[0]
        finally:
            process.terminate()
            process.wait(15)
    print(json.dumps(seen))
    assert subscription


main(Path(sys.argv[1]))
