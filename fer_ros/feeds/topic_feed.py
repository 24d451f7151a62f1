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

"""Shows the topics of a running node, on either runtime."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from fer_ros import ros
from fer_ros.codec import LazyImage
from fer_ros.feeds.topic_controls import TopicControls
from fer_ros.node.diagnostics import DiagnosticArray
from fer_ros.node.displays import statuses
from fer_ros.node.messages import EmotionArray, face_emotions
from fer_ros.view.controls import Controls, describe
from fer_ros.view.display import State
from fer_ros.view.displays import Displays
from fer_ros.view.frame import ViewedFrame

CompressedImage = ros.interface('sensor_msgs/msg/CompressedImage')

_PERIOD_S = 0.5
_WAITING = 30    # results that wait for their image
_JPEG = b'\xff\xd8\xff'


class TopicFeed(ros.Node):
    """
    Subscribes to the results and the annotated images of a node while somebody looks.

    The node draws the images, and hides faces in them, if its `anonymize` says so.
    """

    def __init__(self, target: str, open_displays: Callable[[Controls], Displays]) -> None:
        """
        Join the graph.

        :param target: full name of the node
        :param open_displays: opens the displays, given the controls of the page
        """
        super().__init__('fer_view')
        self._target = target
        self._controls = TopicControls(self, target)
        self._displays = open_displays(self._controls)
        self._subscribed: list[Any] = []
        self._results: OrderedDict[tuple[int, int], Any] = OrderedDict()
        self._state = 'unknown'
        self._diagnostics = self.create_subscription(
            DiagnosticArray, '/diagnostics', self._on_diagnostics, ros.QoSProfile(depth=10))
        ros.steady_timer(self, _PERIOD_S, self._on_timer)

    def _on_timer(self) -> None:
        wanted = self._displays.wanted
        if wanted and not self._subscribed:
            # Best effort matches every publisher, and a new image is better than an old one.
            qos = ros.QoSProfile(depth=5, reliability=ros.ReliabilityPolicy.BEST_EFFORT)
            self._subscribed = [
                self.create_subscription(EmotionArray, f'{self._target}/emotions',
                                         self._on_emotions, qos),
                self.create_subscription(CompressedImage,
                                         f'{self._target}/image_annotated/compressed',
                                         self._on_image, qos)]
        elif not wanted and self._subscribed:
            for subscription in self._subscribed:
                self.destroy_subscription(subscription)
            self._subscribed = []
        if wanted:
            self._controls.ask_for_values()
            values = self._controls.values
            self._displays.show_state(State(self._state, describe(values, {})))

    def _on_emotions(self, message: Any) -> None:
        self._results[_key(message)] = message
        while len(self._results) > _WAITING:
            self._results.popitem(last=False)
        self._displays.show(_frame(message, b''))

    def _on_image(self, message: Any) -> None:
        results = self._results.get(_key(message))
        data = bytes(message.data)
        if results is not None and data.startswith(_JPEG):
            self._displays.show(_frame(results, data))

    def _on_diagnostics(self, message: Any) -> None:
        own = [status for status in statuses(message)
               if status.name.startswith(f"{self._target.strip('/')}: ")]
        if own:
            self._state = next((status.values['state'] for status in own
                                if 'state' in status.values), self._state)
            self._displays.show_diagnostics(own)

    def destroy_node(self) -> None:
        """Disconnect the viewers and leave the graph."""
        self._displays.close()
        super().destroy_node()


def _key(message: Any) -> tuple[int, int]:
    stamp = message.header.stamp
    return stamp.sec, stamp.nanosec


def _frame(results: Any, jpeg: bytes) -> ViewedFrame:
    """Return the frame of an EmotionArray and its image, b'' without it."""
    stamp = results.header.stamp
    return ViewedFrame(
        _no_pixels, stamp.sec * 10**9 + stamp.nanosec,
        results.header.frame_id, (results.image_width, results.image_height),
        face_emotions(results), detector=results.detector, model=results.model,
        processing_time=results.processing_time, labels=results.labels,
        encoded=jpeg)


def _no_pixels() -> LazyImage:
    raise NotImplementedError('the page takes the JPEG as it is, and nothing else is shown here')
