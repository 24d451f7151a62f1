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
How long an image takes between two processes, and how many are lost.

The publisher puts the time before it builds the message into the header's stamp; the subscriber
reads the clock when it has the pixels as an array. Both run on one machine, so that the clock is
the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from fer_ros import ros
from fer_ros.codec import decode_image
from fer_ros.node.messages import Image, image_message, stamp_seconds
import numpy as np

TOPIC = '/fer_ros_benchmark/image'
# Discovery takes up to a second; only then the frames count.
SETTLE_S = 1.5
# The frames before these are warm-up: first allocations, first fragments.
WARM_UP = 15
_END = 'end'

Header = ros.interface('std_msgs/msg/Header')


def qos(reliable: bool) -> ros.QoSProfile:
    """Return the QoS of both ends."""
    policy = ros.ReliabilityPolicy
    return ros.QoSProfile(depth=5, reliability=policy.RELIABLE if reliable
                          else policy.BEST_EFFORT)


def publish(args: argparse.Namespace) -> int:
    """Send the frames when the subscriber is there, and then the end mark."""
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_publisher')
    publisher = node.create_publisher(Image, TOPIC, qos(args.reliable))
    while publisher.get_subscription_count() == 0:
        ros.spin_once(node, timeout_sec=0.05)
    time.sleep(SETTLE_S)
    image = np.random.default_rng(0).integers(0, 256, (args.height, args.width, 3), np.uint8)
    count = WARM_UP + round(args.seconds * args.rate)
    due = time.monotonic()
    for number in range(count):
        time.sleep(max(due - time.monotonic(), 0.0))
        due += 1 / args.rate
        stamp = node.get_clock().now().to_msg()
        publisher.publish(image_message(Header(stamp=stamp, frame_id=str(number)), image))
    time.sleep(0.5)
    for _ in range(5):  # one of them will arrive, even where delivery is not guaranteed
        publisher.publish(image_message(Header(frame_id=_END), image[:1, :1]))
        time.sleep(0.1)
    node.destroy_node()
    ros.shutdown()
    return 0


def subscribe(args: argparse.Namespace) -> int:
    """Receive until the publisher says that it was all; print the figures as JSON."""
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_subscriber')
    times: list[float] = []
    ended = False

    def on_image(message) -> None:
        nonlocal ended
        if message.header.frame_id == _END:
            ended = True
            return
        decode_image(message)
        now = time.time()
        if int(message.header.frame_id) >= WARM_UP:
            times.append(1000 * (now - stamp_seconds(message.header)))

    subscription = node.create_subscription(Image, TOPIC, on_image, qos(args.reliable))
    deadline = time.monotonic() + args.seconds + 30
    while not ended and time.monotonic() < deadline:
        ros.spin_once(node, timeout_sec=0.1)
    sent = round(args.seconds * args.rate)
    figures = {f'{name}_ms': round(float(value), 3) for name, value in zip(
        ('median', 'p99', 'max'), np.percentile(times, (50, 99, 100)), strict=True)
    } if times else {}
    print(json.dumps({
        'runtime': ros.RUNTIME, 'topic': subscription.topic_name,
        'size': f'{args.width}x{args.height}', 'encoding': 'bgr8', 'rate_hz': args.rate,
        'reliable': args.reliable, 'sent': sent, 'received': len(times),
        'lost': sent - len(times), **figures}))
    node.destroy_node()
    ros.shutdown()
    return 0 if ended else 1


def main(argv: list[str]) -> int:
    """Run one end."""
    parser = argparse.ArgumentParser()
    parser.add_argument('end', choices=('publish', 'subscribe'))
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--rate', type=float, required=True)
    parser.add_argument('--width', type=int, required=True)
    parser.add_argument('--height', type=int, required=True)
    parser.add_argument('--reliable', action='store_true')
    args = parser.parse_args(argv)
    return publish(args) if args.end == 'publish' else subscribe(args)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
