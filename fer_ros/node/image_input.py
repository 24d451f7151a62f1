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

"""The subscription to the camera's images, with warnings if images do not come or are lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
import time

from fer_ros import ros
from fer_ros.node.frame_statistics import Statistics
from fer_ros.node.image_subscription import ImageSubscription
from fer_ros.node.loss_remedy import kernel_rmem_max, loss_remedy
from fer_ros.node.message_loss import LossStatistics, MessageLoss, NO_LOSS, WINDOW_S
from fer_ros.node.messages import stamp_seconds
from fer_ros.node.qos_conflicts import (COMPRESSED, endpoint_name, explain_silence, IMAGE,
                                        qos_conflicts)

IMAGE_DEPTH = 1
CHECK_PERIOD_S = 1.0
LOSS_LOG_PERIOD_S = 60.0
# A node that starts, or subscribes again, loses a few images. They must have left the statistics.
SETTLE_S = WINDOW_S + CHECK_PERIOD_S


class ImageInput:
    """A subscription to image_raw, or to the compressed topic beside it."""

    def __init__(self, node: ros.Node, transport: str, callback: Callable[[object], None],
                 statistics: Statistics) -> None:
        """
        Prepare; `subscribe` creates the subscription.

        :param transport: `raw` or `compressed`
        """
        self._node, self._callback, self._statistics = node, callback, statistics
        self._type = IMAGE if transport == 'raw' else COMPRESSED
        # As in image_transport, the suffix is added to the remapped name; the result can be
        # remapped too.
        self.topic = node.resolve_topic_name('image_raw') if transport == 'raw' else (
            node.resolve_topic_name(f"{node.resolve_topic_name('image_raw')}/compressed"))
        self._losses, self.loss = MessageLoss(), NO_LOSS
        # The subscription has its own callback group: loading a model must not hold up images.
        self._subscription = ImageSubscription(
            node, ros.interface(self._type), self.topic, self._on_image, depth=IMAGE_DEPTH,
            on_message_lost=self._losses.lost, on_sequence_number=self._losses.numbered,
            callback_group=ros.MutuallyExclusiveCallbackGroup())
        self._known: set[str] = set()
        self._warned = self._subscribed_at = 0.0

    @property
    def reliability(self) -> str:
        """Return the reliability in use, `reliable` or `best_effort`; '' while not subscribed."""
        policy = self._subscription.reliability
        return '' if policy is None else policy.name.lower()

    def subscribe(self) -> None:
        """
        Subscribe.

        :raises SettingError: if qos_overrides has an unknown reliability
        """
        if self._subscription.reliability is None:
            self._statistics.restart()
            self._losses.restart()
            self._warned, self._subscribed_at = 0.0, time.monotonic()
            self._subscription.open()
            self._node.get_logger().info(f'Waiting for images on {self.topic}')

    def unsubscribe(self) -> None:
        """End the subscription."""
        self._subscription.close()

    def _on_image(self, message) -> None:
        self._statistics.received()
        self._losses.received(stamp_seconds(message.header))
        self._callback(message)

    def check(self, timeout: float, loss_warn: float) -> None:
        """
        Adapt to the publishers; warn of incompatible ones, of lost images and of long silence.

        :param timeout: seconds; 0 for never
        :param loss_warn: share of the images, 0..1
        """
        if self._subscription.reliability is None:
            self.loss, self._warned = LossStatistics(self.loss.total), 0.0
            return
        publishers = self._subscription.publishers()
        if self._subscription.adapt(publishers):
            self._losses.restart()
            self._subscribed_at = time.monotonic()
            names = ', '.join(sorted(set(map(endpoint_name, publishers))))
            self._node.get_logger().info(f'Subscribed to {self.topic} as {self.reliability}, '
                                         f"which {names or 'any publisher'} offers")
        self.loss = self._losses.statistics(one_publisher=len(publishers) <= 1)
        settled = time.monotonic() - self._subscribed_at >= SETTLE_S
        if settled and self.loss.share > 0 and self.loss.share >= loss_warn:
            self._warn_of_loss(publishers)
        idle = self._statistics.idle()
        if idle < CHECK_PERIOD_S:
            self._warned = 0.0
        else:
            self._explain(idle, timeout, publishers)

    def _warn_of_loss(self, publishers: Sequence) -> None:
        remedy = loss_remedy(
            ros.MIDDLEWARE, publishers, rmem_max=kernel_rmem_max(),
            best_effort=self._subscription.reliability == ros.ReliabilityPolicy.BEST_EFFORT)
        self._node.get_logger().warning(
            f'{self.loss.share:.0%} of the images on {self.topic} ({self.reliability}) are lost '
            f'before they reach the node. What helps: {remedy}',
            throttle_duration_sec=LOSS_LOG_PERIOD_S)

    def _explain(self, idle: float, timeout: float, publishers: Sequence) -> None:
        """Say why no image has come for `idle` seconds."""
        asked = ros.QoSProfile(depth=IMAGE_DEPTH, reliability=self._subscription.reliability)
        for sentence in qos_conflicts(self.topic, asked, publishers):
            if sentence not in self._known:
                self._known.add(sentence)
                self._node.get_logger().error(f'Incompatible QoS: {sentence}.')
        # The time doubles with each warning: a camera that is off all night must not fill the log.
        if timeout and idle >= max(timeout, 2 * self._warned):
            self._warned = idle
            self._node.get_logger().warning(
                f'No image for {idle:.0f} s on {self.topic}: ' + explain_silence(
                    self.topic, self._type, asked, publishers,
                    ros.published_topics(self._node)))
