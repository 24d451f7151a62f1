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

"""A camera at a fixed rate that also measures the latency of the results of the node."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time

from fer_ros import ros
from fer_ros.benchmark.frames import compose, faces_of, SIZES
from fer_ros.benchmark.round_trip import EMOTIONS, IMAGES
from fer_ros.benchmark.spinning import spin_for
from fer_ros.node import heap
from fer_ros.node.diagnostics import DiagnosticArray
from fer_ros.node.messages import EmotionArray, Image, image_message, stamp_seconds

ANNOTATED = '/fer/image_annotated'
_PATIENCE_S = 30.0
_SETTLE_S = 3.0      # discovery, and the first frames with cold caches

Header = ros.interface('std_msgs/msg/Header')
SetBool = ros.interface('std_srvs/srv/SetBool')


class Listener:
    """
    Records when results arrive, their latency and their processing time.

    `diagnostics` has the last values of each status by its name, with the time of their arrival.
    """

    def __init__(self, node: ros.Node, *, emotions: bool, annotated: bool) -> None:
        """Subscribe."""
        self.results: list[tuple[float, float, float]] = []
        self.annotated: list[tuple[float, float]] = []
        self.diagnostics: dict[str, tuple[float, dict[str, str]]] = {}
        node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 10)
        if emotions:
            node.create_subscription(EmotionArray, EMOTIONS, self._on_emotions, 10)
        if annotated:
            node.create_subscription(Image, ANNOTATED, self._on_annotated, 5)

    def _on_emotions(self, message) -> None:
        now = time.time()
        self.results.append((now, now - stamp_seconds(message.header), message.processing_time))

    def _on_diagnostics(self, message) -> None:
        for status in message.status:
            self.diagnostics[status.name] = (
                time.time(), {entry.key: entry.value for entry in status.values})

    def _on_annotated(self, message) -> None:
        now = time.time()
        self.annotated.append((now, now - stamp_seconds(message.header)))


def main(argv: list[str]) -> int:
    """Publish, listen, and print the results as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--rate', type=float, required=True)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--size', choices=tuple(SIZES), default='480p')
    parser.add_argument('--emotions', action='store_true')
    parser.add_argument('--annotated', action='store_true')
    parser.add_argument('--subscribe', action='append', default=[], metavar='TOPIC=TYPE',
                        help='subscribe to another topic, and ignore its messages')
    parser.add_argument('--pause', action='store_true', help='pause the node with ~/enable')
    args = parser.parse_args(argv)
    frame = compose(faces_of(None), 1, SIZES[args.size])
    heap.tune()
    ros.init(args=['fer_ros'])
    node = ros.Node('benchmark_player')
    publisher = node.create_publisher(Image, IMAGES, 5)
    listener = Listener(node, emotions=args.emotions, annotated=args.annotated)
    for topic, kind in (words.split('=') for words in args.subscribe):
        node.create_subscription(ros.interface(kind), topic, lambda message: None, 10)
    _wait(node, lambda: publisher.get_subscription_count() > 0, 'the node')
    if args.pause:
        _pause(node)
    stopped = threading.Event()
    published: list[float] = []
    thread = threading.Thread(target=_publish, args=(node, publisher, frame, args.rate, stopped,
                                                     published))
    thread.start()
    spin_for(node, _SETTLE_S)
    print(json.dumps({'started': time.time()}), flush=True)
    begin = time.time()
    spin_for(node, args.seconds)
    end = time.time()
    stopped.set()
    thread.join()
    camera = listener.diagnostics.get('fer: camera', (0.0, {}))[1]
    print(json.dumps({
        'begin': begin, 'end': end,
        'published_hz': sum(begin <= at <= end for at in published) / (end - begin),
        'received_hz': float(camera.get('rate [Hz]', 'nan')),
        'results': [row for row in listener.results if begin <= row[0] <= end],
        'annotated': [row for row in listener.annotated if begin <= row[0] <= end]}))
    node.destroy_node()
    ros.shutdown()
    return 0


def _publish(node, publisher, frame, rate: float, stopped: threading.Event,
             published: list[float]) -> None:
    due = time.monotonic()
    while not stopped.is_set():
        stamp = node.get_clock().now().to_msg()
        publisher.publish(image_message(Header(stamp=stamp, frame_id='benchmark'), frame))
        published.append(time.time())
        due += 1 / rate
        stopped.wait(max(due - time.monotonic(), 0.0))


def _wait(node, condition, what: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f'no sign of {what} within {_PATIENCE_S:g} s')
        ros.spin_once(node, timeout_sec=0.05)


def _pause(node) -> None:
    client = node.create_client(SetBool, '/fer/enable')
    _wait(node, client.service_is_ready, 'the service ~/enable')
    future = client.call_async(SetBool.Request(data=False))
    _wait(node, future.done, 'the response of ~/enable')


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
