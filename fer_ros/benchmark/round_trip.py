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
The cost of messages: an image to the node and its result back, one at a time.

This process publishes a frame and waits for the EmotionArray with its stamp. In turn it does the
same with an echo, a node that answers every image with an empty EmotionArray, and processes the
frame with its own pipeline. Node minus pipeline is the cost of messages, including the transport.
Node minus echo minus pipeline is the overhead of the node. Inside is the processing time that the
node reports, from receiving the message to having the emotions.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
import json
import sys
import time

from fer_ros import ros
from fer_ros.benchmark.frames import compose, faces_of, SIZES
from fer_ros.node.messages import EmotionArray, Image, image_message
from fer_ros.pipeline import Pipeline
from fer_ros.values.settings import EVERY_FRAME, Settings
import numpy as np

ECHO_IN, ECHO_OUT = '/fer_ros_benchmark/echo', '/fer_ros_benchmark/echoed'
IMAGES, EMOTIONS = '/image_raw', '/fer/emotions'
_IMAGE_QOS = ros.QoSProfile(depth=1)  # reliable, as the node subscribes to this publisher
_PATIENCE_S = 30.0   # for the start of the node
_LOST_S = 1.0        # a frame without a result for this long is lost
_PAUSE_S = 0.02      # as between the frames of a camera, so that all threads sleep again
_WARM_UP = 10

Header = ros.interface('std_msgs/msg/Header')


def echo() -> int:
    """Answer every image until interrupted."""
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_echo')
    publisher = node.create_publisher(EmotionArray, ECHO_OUT, 10)
    node.create_subscription(Image, ECHO_IN, lambda message: publisher.publish(
        EmotionArray(header=message.header)), _IMAGE_QOS)
    with suppress(KeyboardInterrupt, ros.ExternalShutdownException):
        ros.spin(node)
    return 0


class Player:
    """Sends frames and waits for their results."""

    def __init__(self, node: ros.Node, frame: np.ndarray) -> None:
        """Connect to the node and to the echo."""
        self._node, self._frame, self._answer = node, frame, 0.0
        self.inside = 0.0
        self._stamp = None
        self._publishers = {}
        for name, sent, answered in (('node', IMAGES, EMOTIONS), ('echo', ECHO_IN, ECHO_OUT)):
            self._publishers[name] = node.create_publisher(Image, sent, 5)
            node.create_subscription(EmotionArray, answered, self._on_answer, 10)

    def _on_answer(self, message) -> None:
        if message.header.stamp == self._stamp:
            self._answer, self.inside = time.perf_counter(), message.processing_time

    def wait(self) -> None:
        """
        Wait until both answer.

        :raises TimeoutError: if one does not
        """
        end = time.monotonic() + _PATIENCE_S
        for name in self._publishers:
            while self.send(name) is None:
                if time.monotonic() > end:
                    raise TimeoutError(f'the {name} does not answer')

    def send(self, name: str) -> float | None:
        """Return the seconds from before the message is built to its result; None if lost."""
        self._answer = 0.0
        start = time.perf_counter()
        self._stamp = self._node.get_clock().now().to_msg()
        self._publishers[name].publish(image_message(
            Header(stamp=self._stamp, frame_id='benchmark'), self._frame))
        while not self._answer and time.perf_counter() < start + _LOST_S:
            ros.spin_once(self._node, timeout_sec=0.1)
        return self._answer - start if self._answer else None


def play(args: argparse.Namespace) -> int:
    """Measure and print the medians in milliseconds as JSON."""
    frame = compose(faces_of(None), 1, SIZES[args.size])
    pipeline = Pipeline.load(Settings().changed(EVERY_FRAME))
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_player')
    player = Player(node, frame)
    player.wait()
    cases = ('node', 'echo', 'pipeline')
    times: dict[str, list[float]] = {name: [] for name in (*cases, 'inside')}
    lost = 0
    order = np.random.default_rng(0)
    for _ in range(_WARM_UP + args.rounds):
        for name in order.permutation(cases):
            time.sleep(_PAUSE_S)
            start = time.perf_counter()
            seconds = (player.send(name) if name != 'pipeline' else
                       pipeline.process(frame) and time.perf_counter() - start)
            if not seconds:
                lost += 1
            else:
                times[name].append(seconds)
                if name == 'node':
                    times['inside'].append(player.inside)
    median = {name: 1000 * float(np.median(values[_WARM_UP:])) for name, values in times.items()}
    print(json.dumps({
        'middleware': ros.MIDDLEWARE, 'size': args.size, 'rounds': args.rounds, 'lost': lost,
        **median,
        'node - pipeline': median['node'] - median['pipeline'],
        'inside - pipeline': median['inside'] - median['pipeline'],
        'node - echo - pipeline': median['node'] - median['echo'] - median['pipeline']}))
    node.destroy_node()
    ros.shutdown()
    return 0


def main(argv: list[str]) -> int:
    """Run one of the two processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument('part', choices=('echo', 'play'))
    parser.add_argument('--size', choices=tuple(SIZES), default='480p')
    parser.add_argument('--rounds', type=int, default=100)
    args = parser.parse_args(argv)
    return echo() if args.part == 'echo' else play(args)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
