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

"""The node `camera` publishes the frames of a source as images, without a camera driver."""

from __future__ import annotations

import threading

from fer_ros import ros
from fer_ros.codec import encode_compressed
from fer_ros.node.diagnostics import camera_diagnostics, DiagnosticArray
from fer_ros.node.frame_statistics import Statistics
from fer_ros.node.loss_remedy import kernel_rmem_max, subscriber_warning
from fer_ros.node.messages import filled, Image, image_message
from fer_ros.node.worker import WORKER
from fer_ros.sources import count_text, open_source, Source
from fer_ros.sources.pace import Pace
from fer_ros.system import printable
from fer_ros.values.errors import SettingError, SourceError

Header = ros.interface('std_msgs/msg/Header')
CompressedImage = ros.interface('sensor_msgs/msg/CompressedImage')

# Reliable, as camera drivers are, so that every subscriber matches. Fast DDS subscribers need this
# depth for large images.
IMAGE_QOS = ros.QoSProfile(depth=5)

PHOTO_RATE = 15.0      # frames a second, if the source has no rate of its own
RECONNECT_S = 1.0      # pause before a lost camera is opened again
MAX_RATE = 1000.0
DIAGNOSTICS_PERIOD_S = 1.0


class CameraNode(ros.Node):
    """Publishes image_raw (and image_raw/compressed) at a rate, or at the times of the frames."""

    def __init__(self, source: str, *, rate: float = 0.0, frame_id: str = 'camera',
                 loop: bool = True, compressed: bool = False) -> None:
        """
        Open the source and start publishing.

        :param rate: frames a second; 0 for the source's own rate
        :raises SourceError: if the source cannot be opened
        :raises SettingError: if the rate is out of range
        """
        if not 0.0 <= rate <= MAX_RATE:
            raise SettingError(f'rate must be in [0, {MAX_RATE:g}] frames a second, but got '
                               f'{rate}')
        self._source: Source = open_source(source)
        super().__init__('camera')
        hz = rate or self._source.rate or PHOTO_RATE
        by_stamps = not rate and not self._source.stills
        self._pace = Pace(1.0 / hz, by_stamps)
        self._frame_id, self._loop = frame_id, loop
        overridable = ros.QoSOverridingOptions.with_default_policies()
        self._images = self.create_publisher(Image, 'image_raw', IMAGE_QOS,
                                             qos_overriding_options=overridable)
        self._compressed = self.create_publisher(
            CompressedImage, self.resolve_topic_name('image_raw') + '/compressed', IMAGE_QOS,
            qos_overriding_options=overridable) if compressed else None
        self._statistics, self._published, self._warning = Statistics(), 0, ''
        self._diagnostics = self.create_publisher(DiagnosticArray, '/diagnostics', 10)
        ros.steady_timer(self, DIAGNOSTICS_PERIOD_S, self._on_timer)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=WORKER, daemon=True)
        self._thread.start()
        self.get_logger().info(
            f"Publishing '{printable(source)}' on {self._images.topic_name} "
            + (f'at the times of its frames ({hz:.4g} Hz on average)'
               if by_stamps and self._source.rate and not self._source.live else
               'at the times of its frames' if by_stamps else f'at {hz:.4g} Hz'))
        if self._source.skipped:
            self.get_logger().info(f'Skipped: {count_text(self._source.skipped)}')

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._play()
            except Exception as error:
                if not ros.ok():
                    return  # a shutdown destroys the publishers that this thread uses
                if not isinstance(error, SourceError):
                    raise
                self.get_logger().error(f'{error}; trying again every {RECONNECT_S:g} s',
                                        throttle_duration_sec=10.0)
                self._stopped.wait(RECONNECT_S)
                continue
            if not self._loop:
                break
        if not self._stopped.is_set():
            self.get_logger().info('End of the source')
            ros.shutdown()

    def _play(self) -> None:
        self._pace.restart()
        for frame in self._source.frames():
            if not self._source.live:
                self._stopped.wait(self._pace.wait_time(frame.stamp))
            if self._stopped.is_set():
                return
            self._publish(frame.image)
        if self._source.shortfall:
            self.get_logger().warning(f"'{self._source.name}': {self._source.shortfall}",
                                      throttle_duration_sec=60.0)

    def _publish(self, image) -> None:
        header = Header(stamp=self.get_clock().now().to_msg(), frame_id=self._frame_id)
        message = image_message(header, image)
        self._images.publish(message)
        self._statistics.received()
        self._published += 1
        if self._compressed is not None:
            self._compressed.publish(filled(CompressedImage(header=header),
                                            encode_compressed(image)))

    def _on_timer(self) -> None:
        self._diagnostics.publish(camera_diagnostics(
            self.get_clock().now().to_msg(), self.get_fully_qualified_name().strip('/'),
            self._images.topic_name, self._statistics.snapshot().rate, self._published))
        self._warn_of_loss()

    def _warn_of_loss(self) -> None:
        topic = self._images.topic_name
        warning = subscriber_warning(
            ros.MIDDLEWARE, self.get_subscriptions_info_by_topic(topic), kernel_rmem_max())
        if warning and warning != self._warning:
            self.get_logger().warning(f'{topic}: {warning}')
        self._warning = warning or self._warning

    def destroy_node(self) -> None:
        """Stop publishing, then destroy the node."""
        self._stopped.set()
        # From Kilted on, shutdown() destroys the nodes, also when this thread calls it.
        if self._thread is not threading.current_thread():
            self._thread.join(5.0)
        super().destroy_node()
