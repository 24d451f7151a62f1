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

"""What an output of the node is, and what it gets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import Any, ClassVar

from fer_ros import ros
from fer_ros.codec import LazyImage
from fer_ros.node.depth_input import DepthInput, Position
from fer_ros.node.messages import stamp_seconds
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.node_settings import NodeSettings


@dataclass
class Frame:
    """
    The results of one frame.

    `header` is that of the image, `emotions` are filtered as the settings say. `processing_time`
    is in seconds.
    """

    header: Any
    image: LazyImage
    emotions: Sequence[FaceEmotion]
    settings: NodeSettings
    detector: str
    model: str
    processing_time: float
    depth: DepthInput | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Return (width, height) of the image in pixels."""
        return self.image.shape[1], self.image.shape[0]

    @cached_property
    def seconds(self) -> float:
        """Return the stamp of the image, or of a clock that never jumps if it has none."""
        return stamp_seconds(self.header) or monotonic()

    @cached_property
    def positions(self) -> list[Position | None]:
        """
        Return the position of each face in metres; None where there is no depth.

        :raises ImageError: if the depth image cannot be decoded
        """
        if self.depth is None:
            return [None] * len(self.emotions)
        return self.depth.positions(self.header, self.emotions, self.size)


class Output(ABC):
    """
    Publishes the results of each frame in one form.

    `publish` and `pause` are called in the thread that processes the images, the other methods in
    that of the executor. `urgent` outputs publish before the others.
    """

    urgent: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def create(cls, node: ros.Node, settings: NodeSettings,
               depth: DepthInput | None) -> Output | None:
        """
        Return the output, None if the settings do not ask for it.

        :raises MissingDependencyError: if its messages are not installed
        """

    @property
    @abstractmethod
    def wanted(self) -> bool:
        """Return whether somebody subscribes, so that images must be processed."""

    @abstractmethod
    def publish(self, frame: Frame) -> None:
        """Publish the results of a frame as far as somebody subscribes."""

    def pause(self) -> None:  # noqa: B027 (most outputs have nothing to do)
        """Note that no images are processed from now on, until the next frame."""

    def check(self) -> None:  # noqa: B027
        """Do what is due once a second."""

    @abstractmethod
    def close(self) -> None:
        """Destroy the publishers."""


class TopicOutput(Output):
    """An output that is one topic."""

    def __init__(self, node: ros.Node, message_type: type, topic: str, qos: Any) -> None:
        """Create the publisher."""
        self._node = node
        self._publisher = node.create_publisher(message_type, topic, qos)

    @property
    def wanted(self) -> bool:
        """Return whether somebody subscribes."""
        return has_subscribers(self._publisher)

    def close(self) -> None:
        """Destroy the publisher."""
        self._node.destroy_publisher(self._publisher)


def has_subscribers(publisher) -> bool:
    """Return whether somebody subscribes; False for None and for a destroyed publisher."""
    try:
        return publisher is not None and publisher.get_subscription_count() > 0
    except ros.InvalidHandle:
        return False  # another thread has just destroyed it
    except Exception:  # the type depends on the middleware
        if ros.ok():
            raise
        return False  # Ctrl-C has ended the context in the middle of a callback
