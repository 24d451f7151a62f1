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
Send a running node malformed samples over DDS: python test/fuzz/wire.py --messages N.

Images, depth images, calibrations and parameter requests of broken CDR go to a node of the
embedded runtime, as UDP packets in the name of writers that it has discovered: the writers
themselves would reject them. After every BATCH of them a good image has to bring its emotions,
and a good request its answer. The last line tells what was sent and what became of the node.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
import signal
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fer_ros.system import loopback_environment  # noqa: E402, I100

BATCH = 50
# A packet that no socket cuts
MOST = 8192
ANSWER_S = 20.0
# So that the reader, which keeps one sample, sees most of them
PAUSE_S = 0.0005


class RawWriter:
    """Sends any bytes as the samples of a writer (RTPS 2.5, 8.3.8.2 and 9.4.5.4)."""

    # Of the first participants on this machine (RTPS 2.5, 9.6.2.4)
    INDICES = range(4)

    def __init__(self, writer) -> None:
        """Take a writer that has written nothing."""
        self._writer, self._guid, self._number = writer, writer.get_guid().bytes, 0
        first = 7400 + 250 * int(os.environ['ROS_DOMAIN_ID']) + 11
        self._addresses = [('127.0.0.1', first + 2 * index) for index in self.INDICES]
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(self, payload: bytes) -> None:
        """Send a sample; the payload begins with the header of CDR."""
        self._number += 1
        payload += bytes(-len(payload) % 4)  # as every part of a packet
        packet = b'RTPS\2\5\x01\x10' + self._guid[:12] + struct.pack(
            '<BBHHH4s4siI', 0x15, 0x05, 20 + len(payload), 0, 16, bytes(4), self._guid[12:], 0,
            self._number) + payload
        for address in self._addresses:
            self._socket.sendto(packet, address)


class Attack:
    """A node that is sent whatever the mutations give."""

    def __init__(self, log: Path, seed: int = 0) -> None:
        """Start the node and wait until it works."""
        os.environ.update(loopback_environment(), FER_ROS_RUNTIME='embedded')
        from fer_ros import embedded
        from mutation import Mutator
        from wire_targets import _requests, _samples, SERVICES

        self._embedded, self.sent, self.answered = embedded, 0, 0
        self.log = log
        with open(log, 'w') as out:
            self.process = subprocess.Popen(
                [sys.executable, '-m', 'fer_ros', 'node', '--ros-args', '-p', 'model:=cnn', '-p',
                 'detector:=haar', '-p', 'depth:=true'], stdout=out, stderr=out,
                stdin=subprocess.DEVNULL)
        embedded.init(['wire'])
        self._node = node = embedded.Node('attacker')
        self._image = embedded.interface('sensor_msgs/msg/Image')
        self._get = embedded.interface('rcl_interfaces/srv/GetParameters')
        self._good = node.create_publisher(self._image, '/image_raw', 5)
        self._seen: list[str] = []
        node.create_subscription(
            embedded.interface('fer_ros/msg/EmotionArray'), '/fer/emotions',
            lambda message: self._seen.append(message.header.frame_id), 10)
        self._client = node.create_client(self._get, '/fer/get_parameters')
        samples, requests = _samples(), _requests()
        info = embedded.interface('sensor_msgs/msg/CameraInfo')
        publishers = [node.create_publisher(kind, topic, 5) for kind, topic in (
            (self._image, '/image_raw'), (self._image, '/depth/image_raw'),
            (info, '/depth/camera_info'))]
        self._ways = [(RawWriter(publisher.writer), Mutator([samples[number][1:]], seed=seed))
                      for publisher, number in zip(publishers, (0, 0, 2), strict=True)]
        for number, name in enumerate(SERVICES):
            words = ''.join('_' + one.lower() if one.isupper() else one for one in name)
            client = node.create_client(embedded.interface(f'rcl_interfaces/srv/{name}'),
                                        f'/fer/{words.strip("_")}')
            self._ways.append((RawWriter(client.writer), Mutator(
                [request[1:] for request in requests if request[0] == number], seed=seed)))
        self.check()

    def batch(self) -> None:
        """Send a batch, then see whether the node still works."""
        for number in range(BATCH):
            writer, mutator = self._ways[number % len(self._ways)]
            writer.send(mutator.draw()[:MOST])
            self.sent += 1
            time.sleep(PAUSE_S)
        self.check()

    def check(self) -> None:
        """Wait for the emotions of a good image and the answer to a good request."""
        name, end, next_try, future = f'good-{self.sent}', time.monotonic() + ANSWER_S, 0.0, None
        message = self._image(height=48, width=64, step=64, encoding='mono8', data=bytes(3072))
        message.header.frame_id = name
        while name not in self._seen or future is None or not future.done():
            assert self.process.poll() is None, f'the node died:\n{self.log.read_text()[-2000:]}'
            assert time.monotonic() < end, f'no answer:\n{self.log.read_text()[-2000:]}'
            if time.monotonic() > next_try:
                next_try = time.monotonic() + 0.5
                self._good.publish(message)
                if future is None and self._client.service_is_ready():
                    future = self._client.call_async(self._get.Request(names=['model']))
            self._embedded.spin_once(self._node, timeout_sec=0.05)
        assert future.result().values[0].string_value == 'cnn'
        self._seen.clear()
        self.answered += 1

    def memory(self) -> int:
        """Return the node's resident memory in bytes."""
        pages = int(Path(f'/proc/{self.process.pid}/statm').read_text().split()[1])
        return pages * os.sysconf('SC_PAGE_SIZE')

    def close(self) -> int:
        """End the node and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(20)
        finally:
            self.process.kill()
            self._node.destroy_node()
            self._embedded.shutdown()
        return code


def main() -> int:
    """Attack for as long as wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument('--messages', type=int, default=10_000)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--log', type=Path, default=Path('wire.log'))
    parser.add_argument('--progress', type=Path, help='a file that always tells how far it is')
    args = parser.parse_args()
    # Cyclone complains about the packets, which reach this process as well.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    attack, early, start = Attack(args.log, args.seed), 0, time.monotonic()
    while attack.sent < args.messages:
        attack.batch()
        if not early and attack.sent >= args.messages // 20:
            early = attack.memory()
        figures = json.dumps({
            'target': 'wire', 'seed': args.seed, 'sent': attack.sent,
            'good ones answered': attack.answered,
            'per second': round(attack.sent / (time.monotonic() - start)),
            'resident MB': attack.memory() >> 20,
            'growth MB': round((attack.memory() - early) / 2**20, 1) if early else None})
        if args.progress:
            args.progress.write_text(figures + '\n')
    print(figures)
    return attack.close()


if __name__ == '__main__':
    sys.exit(main())
