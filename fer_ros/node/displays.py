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

"""The page and Foxglove as the node offers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fer_ros import ros
from fer_ros.codec import LazyImage
from fer_ros.node.messages import emotion_array
from fer_ros.node.outputs import Frame
from fer_ros.node.page_controls import NodeControls
from fer_ros.pipeline.choices import known_names
from fer_ros.pipeline.filtering import reported_labels
from fer_ros.values.errors import FerRosError
from fer_ros.values.node_settings import NodeSettings
from fer_ros.view.controls import describe
from fer_ros.view.display import Display, State, Status
from fer_ros.view.displays import Displays
from fer_ros.view.frame import ViewedFrame

Header = ros.interface('std_msgs/msg/Header')
Time = ros.interface('builtin_interfaces/msg/Time')


class NodeDisplays(Displays):
    """Displays that take what the node has."""

    def __init__(self, displays: Sequence[Display]) -> None:
        """Take the displays; there may be none."""
        super().__init__(displays)
        self._choices = known_names() if displays else {}

    def show_settings(self, state: str, settings: NodeSettings) -> None:
        """Show the state of the node and its settings."""
        if self._displays:
            self.show_state(State(state, describe(vars(settings), self._choices)))

    def show_message(self, message: Any) -> None:
        """Show a DiagnosticArray."""
        if self.wanted:
            self.show_diagnostics(statuses(message))


def open_displays(node: ros.Node, settings: NodeSettings,
                  set_enabled: Callable[[bool], str]) -> NodeDisplays:
    """
    Open the displays that the settings ask for; one that cannot be opened is reported.

    :param set_enabled: pauses (False) or resumes (True) the node
    """
    name, logger = node.get_fully_qualified_name(), node.get_logger()

    def page() -> Display:
        from fer_ros.view.page import Page

        opened = Page(NodeControls(node, set_enabled), name=name, host=settings.web_host,
                      port=settings.web_port, token=settings.web_token)
        logger.info(f'Live page: {opened.address}')
        return opened

    def foxglove() -> Display:
        from fer_ros.view.foxglove import Foxglove

        opened = Foxglove(encode_frame, name=name, port=settings.foxglove_port, prefix=name)
        logger.info(f'Foxglove: open {opened.address}' + (
            '; foxglove_bridge serves all topics, too' if ros.RUNTIME == 'rclpy' else ''))
        return opened

    displays = []
    for port, open_one in ((settings.web_port, page), (settings.foxglove_port, foxglove)):
        try:
            if port:
                displays.append(open_one())
        except FerRosError as error:  # the robot needs its node without the page, too
            logger.error(f'{error}. The node goes on without it')
    return NodeDisplays(displays)


def viewed(frame: Frame, image: Callable[[], LazyImage]) -> ViewedFrame:
    """
    Return a frame of the node as the displays get it.

    :param image: returns the image, its faces hidden if `anonymize` is set
    """
    stamp = frame.header.stamp
    return ViewedFrame(
        image, stamp.sec * 10**9 + stamp.nanosec, frame.header.frame_id, frame.size,
        frame.emotions, frame.detector, frame.model, frame.processing_time,
        reported_labels(frame.settings))


def encode_frame(frame: ViewedFrame) -> bytes:
    """Return the EmotionArray of a frame as CDR."""
    header = Header(stamp=Time(sec=frame.stamp_ns // 10**9, nanosec=frame.stamp_ns % 10**9),
                    frame_id=frame.frame_id)
    return ros.serialize(emotion_array(
        header, frame.emotions, frame.size, detector=frame.detector, model=frame.model,
        processing_time=frame.processing_time, labels=frame.labels))


def statuses(message: Any) -> list[Status]:
    """Return the statuses of a DiagnosticArray."""
    # `byte` is bytes in rclpy and a number in the embedded runtime.
    return [Status(status.name, ord(status.level) if isinstance(status.level, bytes)
                   else int(status.level), status.message,
                   {pair.key: pair.value for pair in status.values})
            for status in message.status]
