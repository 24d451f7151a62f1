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

"""
The two ends of `fer_ros benchmark transport`: one publishes images, the other receives them.

The stamp of an image is the time before the publisher builds the message. The subscriber reads the
clock when it has the pixels as an array. Both run on one machine and therefore use the same clock.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from fer_ros import ros
from fer_ros.benchmark.children import resident_mib
from fer_ros.codec import decode_image
from fer_ros.node import heap
from fer_ros.node.messages import Image, image_message, stamp_seconds
import numpy as np

TOPIC = '/fer_ros_benchmark/image'
SETTLE_S = 1.5
WARM_UP = 15
_PATIENCE_S = 30.0
_END = 'end'

Header = ros.interface('std_msgs/msg/Header')


def qos(reliable: bool) -> ros.QoSProfile:
    """Return the QoS of both ends."""
    policy = ros.ReliabilityPolicy
    return ros.QoSProfile(depth=5, reliability=policy.RELIABLE if reliable
                          else policy.BEST_EFFORT)


def publish(node: ros.Node, args: argparse.Namespace) -> dict[str, float]:
    """Wait for the subscriber, send the frames, and then the end mark."""
    publisher = node.create_publisher(Image, TOPIC, qos(args.reliable))
    deadline = time.monotonic() + _PATIENCE_S
    while publisher.get_subscription_count() == 0:
        if time.monotonic() > deadline:
            sys.exit('no subscriber appeared')
        ros.spin_once(node, timeout_sec=0.05)
    time.sleep(SETTLE_S)
    image = np.random.default_rng(0).integers(0, 256, (args.height, args.width, 3), np.uint8)
    due, used = time.monotonic(), 0.0
    for number in range(WARM_UP + args.frames):
        if number == WARM_UP:
            used = time.process_time()
        time.sleep(max(due - time.monotonic(), 0.0))
        due += 1 / args.rate
        stamp = node.get_clock().now().to_msg()
        publisher.publish(image_message(Header(stamp=stamp, frame_id=str(number)), image))
    used = time.process_time() - used
    time.sleep(0.5)
    for _ in range(5):  # at least one arrives, even with best effort
        publisher.publish(image_message(Header(frame_id=_END), image[:1, :1]))
        time.sleep(0.1)
    return {'cpu_ms': 1000 * used / args.frames, 'late_s': time.monotonic() - due - 1.0}


def subscribe(node: ros.Node, args: argparse.Namespace) -> dict[str, object]:
    """Receive until the end mark arrives."""
    times: list[float] = []
    used, ended = [0.0], False

    def on_image(message) -> None:
        nonlocal ended
        if message.header.frame_id == _END:
            ended = True
            return
        decode_image(message)
        now = time.time()
        if int(message.header.frame_id) < WARM_UP:
            used[:] = [time.process_time()]
        else:
            times.append(1000 * (now - stamp_seconds(message.header)))
            used[1:] = [time.process_time()]

    subscription = node.create_subscription(Image, TOPIC, on_image, qos(args.reliable))
    deadline = time.monotonic() + (WARM_UP + args.frames) / args.rate + 2 * _PATIENCE_S
    while not ended and time.monotonic() < deadline:
        ros.spin_once(node, timeout_sec=0.1)
    node.destroy_subscription(subscription)
    return {'times_ms': times, 'cpu_ms': 1000 * (used[-1] - used[0]) / max(len(times), 1)}


def main(argv: list[str]) -> int:
    """Run one end and print its results as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument('end', choices=('publish', 'subscribe'))
    parser.add_argument('--frames', type=int, required=True)
    parser.add_argument('--rate', type=float, required=True)
    parser.add_argument('--width', type=int, required=True)
    parser.add_argument('--height', type=int, required=True)
    parser.add_argument('--reliable', action='store_true')
    parser.add_argument('--default-heap', action='store_true')
    args = parser.parse_args(argv)
    if not args.default_heap:
        heap.tune()
    ros.init(args=['fer_ros'])
    node = ros.Node(f'benchmark_{args.end}')
    figures = (publish if args.end == 'publish' else subscribe)(node, args)
    print(json.dumps({**figures, 'memory_mib': resident_mib('self')}))
    node.destroy_node()
    ros.shutdown()
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
