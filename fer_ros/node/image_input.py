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

"""The camera's topic: its subscription, and what is said when nothing comes."""

from __future__ import annotations

from collections.abc import Callable

from fer_ros import ros
from fer_ros.node.qos_conflicts import COMPRESSED, IMAGE, qos_conflicts, explain_silence
from fer_ros.node.measurements import Measurements

# Best effort matches every camera driver; only the newest frame is of interest.
IMAGE_QOS = ros.QoSProfile(depth=1, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
CHECK_PERIOD_S = 1.0


class ImageInput:
    """A subscription to image_raw, or to the compressed topic beside it."""

    def __init__(self, node: ros.Node, transport: str, callback: Callable[[object], None],
                 measurements: Measurements) -> None:
        """
        Prepare; nothing is subscribed to yet.

        :param transport: `raw` or `compressed`
        """
        self._node, self._callback, self._measurements = node, callback, measurements
        self._type = IMAGE if transport == 'raw' else COMPRESSED
        # The suffix follows the remapped name, as image_transport has it.
        self.topic = node.resolve_topic_name('image_raw') + (
            '' if transport == 'raw' else '/compressed')
        # A model that is being loaded must not hold up the images.
        self._group = ros.MutuallyExclusiveCallbackGroup()
        self._subscription = None
        self._known: set[str] = set()
        self._warned = 0.0

    def subscribe(self) -> None:
        """Subscribe."""
        if self._subscription is None:
            self._measurements.restart()
            self._warned = 0.0
            self._subscription = self._node.create_subscription(
                ros.interface(self._type), self.topic, self._on_image, IMAGE_QOS,
                callback_group=self._group,
                qos_overriding_options=ros.QoSOverridingOptions.with_default_policies())
            self._node.get_logger().info(f'Waiting for images on {self.topic}')

    def unsubscribe(self) -> None:
        """Subscribe no more."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def _on_image(self, message) -> None:
        self._measurements.received()
        self._callback(message)

    def check(self, timeout: float) -> None:
        """
        Warn of publishers that cannot be heard, and of too long a silence.

        :param timeout: seconds; 0 for never
        """
        idle = self._measurements.idle()
        if self._subscription is None or idle < CHECK_PERIOD_S:
            self._warned = 0.0
            return
        publishers = self._node.get_publishers_info_by_topic(self.topic)
        asked = self._asked()
        for sentence in qos_conflicts(self.topic, asked, publishers):
            if sentence not in self._known:
                self._known.add(sentence)
                self._node.get_logger().error(f'Incompatible QoS: {sentence}.')
        # Twice as long each time: a camera that is off for a night must not fill the log.
        if timeout and idle >= max(timeout, 2 * self._warned):
            self._warned = idle
            self._node.get_logger().warning(
                f'No image for {idle:.0f} s on {self.topic}: ' + explain_silence(
                    self.topic, self._type, asked, publishers,
                    self._node.get_topic_names_and_types()) + '.')

    def _asked(self) -> ros.QoSProfile:
        """Return the profile, with the reliability that a parameter may have changed."""
        name = f'qos_overrides.{self.topic}.subscription.reliability'
        reliability = (self._node.get_parameter(name).value if self._node.has_parameter(name)
                       else 'best_effort')
        return ros.QoSProfile(depth=1, reliability=ros.ReliabilityPolicy[reliability.upper()])
