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

"""A subscription to images that adapts its reliability to the publishers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fer_ros import ros
from fer_ros.node.image_qos import best_reliability, overridden_reliability

_OVERRIDABLE = (ros.QoSPolicyKind.HISTORY, ros.QoSPolicyKind.DEPTH)


class ImageSubscription:
    """
    Subscribes to a topic, and again when the publishers allow or need another reliability.

    `reliability` is the one in use; None before `open` and after `close`.
    """

    def __init__(self, node: ros.Node, message_type: type, topic: str,
                 callback: Callable[[Any], None], *, depth: int,
                 on_message_lost: Callable[[int], None] = lambda count: None,
                 on_sequence_number: Callable[[int], None] = lambda number: None,
                 callback_group: ros.MutuallyExclusiveCallbackGroup | None = None) -> None:
        """
        Prepare; `open` subscribes.

        :param topic: full name
        :param depth: of the queue, unless qos_overrides sets another
        :param on_message_lost: takes the number of messages that the middleware reports as lost
        :param on_sequence_number: takes the publisher's number of the message that `callback` gets
            next, if the middleware tells it
        """
        self._node, self._type, self.topic = node, message_type, topic
        self._callback, self._depth = callback, depth
        self._on_message_lost, self._on_sequence_number = on_message_lost, on_sequence_number
        self._group = callback_group
        self._subscription: Any = None
        self.reliability: ros.ReliabilityPolicy | None = None

    def open(self) -> None:  # noqa: A003
        """
        Subscribe.

        :raises SettingError: if qos_overrides has an unknown reliability
        """
        if self._subscription is None:
            self._subscribe(self.publishers())

    def close(self) -> None:
        """End the subscription."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = self.reliability = None

    def publishers(self) -> Sequence:
        """Return the publishers of the topic that have been discovered so far."""
        return self._node.get_publishers_info_by_topic(self.topic)

    def adapt(self, publishers: Sequence) -> bool:
        """
        Subscribe again if these publishers allow or need another reliability.

        :return: whether it did
        """
        if self._subscription is None or self._wanted(publishers) == self.reliability:
            return False
        self.close()
        self._subscribe(publishers)
        return True

    def _wanted(self, publishers: Sequence) -> ros.ReliabilityPolicy:
        return (overridden_reliability(self._node, self.topic)
                or best_reliability(publishers))

    def _subscribe(self, publishers: Sequence) -> None:
        reliability = self._wanted(publishers)
        self._subscription = ros.create_subscription(
            self._node, self._type, self.topic, self._callback,
            ros.QoSProfile(depth=self._depth, reliability=reliability),
            callback_group=self._group,
            qos_overriding_options=ros.QoSOverridingOptions(_OVERRIDABLE),
            on_message_lost=self._on_message_lost, on_sequence_number=self._on_sequence_number)
        self.reliability = reliability
