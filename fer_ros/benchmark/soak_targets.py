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

"""The targets of a soak: the pipeline in this process, or the node in its own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import signal
import sys
import tempfile
import time
from types import SimpleNamespace
from typing import Any

from fer_ros.benchmark.children import child
from fer_ros.codec import CompressedStream, encode_compressed, encode_image, open_image
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import FerRosError
from fer_ros.values.settings import Settings
import numpy as np

_TIMEOUT_S = 30.0
# A best-effort frame may be lost. It is sent again after this time.
_RESEND_S = 1.0
_JPEG_EVERY = 7


class PipelineTarget:
    """Decodes and processes messages in the same way as the node."""

    pid = 'self'

    def __init__(self) -> None:
        """Load the models."""
        self._pipeline, self._stream = Pipeline.load(Settings()), CompressedStream()
        self._count = 0

    def process(self, stamp: float, frame: np.ndarray, encoding: str) -> None:
        """Process a frame."""
        self._count += 1
        image = (self._stream.open(SimpleNamespace(**encode_compressed(frame)))
                 if self._count % _JPEG_EVERY == 0 else
                 open_image(SimpleNamespace(**encode_image(frame, encoding))))
        self._pipeline.process(image, stamp)

    def change(self, changes: dict[str, Any]) -> None:
        """Change settings."""
        self._pipeline = Pipeline.load(self._pipeline.settings.changed(changes),
                                       self._pipeline)


class NodeTarget:
    """The node in its own process; a frame is sent after the result of the last one."""

    def __init__(self, pid: int) -> None:
        """
        Join the graph and wait for the node.

        :param pid: process of the node
        """
        from fer_ros import ros
        from fer_ros.node.messages import EmotionArray, Image, image_message

        self.pid, self.resent = pid, 0
        self._ros, self._image, self._message = ros, Image, image_message
        self._header = ros.interface('std_msgs/msg/Header')
        self._set = ros.interface('rcl_interfaces/srv/SetParametersAtomically')
        ros.init(args=['fer_ros'])
        self._node = ros.Node('soak')
        self._publisher = self._node.create_publisher(Image, '/image_raw', 5)
        self._answered = 0.0
        self._kept = self._node.create_subscription(EmotionArray, '/fer/emotions',
                                                    self._on_emotions, 10)
        self._annotated: Any = None
        self._client = self._node.create_client(self._set, '/fer/set_parameters_atomically')
        self._wait(lambda: self._publisher.get_subscription_count() > 0, 'the node')
        self._wait(self._client.service_is_ready, "the node's services")

    def _on_emotions(self, message) -> None:
        self._answered = message.header.stamp.sec + 1e-9 * message.header.stamp.nanosec

    def process(self, stamp: float, frame: np.ndarray, encoding: str) -> None:
        """Send a frame and wait for its result."""
        seconds = int(stamp) + 1  # a stamp of 0 means no stamp
        nanoseconds = round(1e9 * (stamp % 1))
        header = self._header(frame_id='soak')
        header.stamp.sec, header.stamp.nanosec = seconds, nanoseconds
        message = self._message(header, frame, encoding)
        expected = seconds + 1e-9 * nanoseconds
        self._publisher.publish(message)
        sent = begin = time.monotonic()
        while self._answered != expected:
            self._ros.spin_once(self._node, timeout_sec=0.1)
            now = time.monotonic()
            if now - begin > _TIMEOUT_S:
                raise FerRosError(f'the node has not answered for {_TIMEOUT_S:g} s')
            if self._answered != expected and now - sent > _RESEND_S:
                self.resent, sent = self.resent + 1, now
                self._publisher.publish(message)

    def change(self, changes: dict[str, Any]) -> None:
        """Set parameters, and subscribe to or unsubscribe from the annotated images."""
        parameters = [self._ros.Parameter(name, value=value) for name, value in changes.items()]
        future = self._client.call_async(self._set.Request(parameters=[
            one.to_parameter_msg() if self._ros.RUNTIME == 'rclpy' else one.to_message()
            for one in parameters]))
        self._wait(future.done, 'the response to a change of parameters')
        result = future.result().result
        if not result.successful:
            raise FerRosError(f'the node rejected {changes}: {result.reason}')
        if self._annotated is None:
            self._annotated = self._node.create_subscription(
                self._image, '/fer/image_annotated', lambda message: None, 5)
        else:
            self._node.destroy_subscription(self._annotated)
            self._annotated = None

    def _wait(self, condition, what: str) -> None:
        end = time.monotonic() + _TIMEOUT_S
        while not condition():
            if time.monotonic() > end:
                raise FerRosError(f'no sign of {what} within {_TIMEOUT_S:g} s')
            self._ros.spin_once(self._node, timeout_sec=0.05)

    def close(self) -> None:
        """Leave the graph."""
        self._node.destroy_node()
        self._ros.shutdown()


@contextmanager
def node_target() -> Iterator[NodeTarget]:
    """
    Run the node during the block.

    :raises FerRosError: with the log of the node, if it does not start or does not answer
    """
    from fer_ros import ros

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, 'node.log')
        with child(['-m', 'fer_ros', 'node', '--ros-args', '-p', 'image_timeout:=0.0'], {},
                   log) as process:
            try:
                target = NodeTarget(process.pid)
                try:
                    yield target
                finally:
                    target.close()
            except ros.ExternalShutdownException:
                sys.exit(128 + signal.SIGTERM)  # as without ROS
            except FerRosError as error:
                end = log.read_text()[-2000:]
                raise FerRosError(f'{error}; log of the node:\n{end}') from error
