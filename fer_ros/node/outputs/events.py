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

"""~/events and ~/summary: what changed, and one sentence with the people in view."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any

from fer_ros import ros
from fer_ros.events import FaceEvent, FaceEvents, summarise, SummaryTimer
from fer_ros.node.event_messages import face_event_message, FaceEventMessage
from fer_ros.node.outputs.output import Frame, has_subscribers, Output

String = ros.interface('std_msgs/msg/String')

EVENTS_QOS = ros.QoSProfile(depth=50)
SUMMARY_QOS = ros.QoSProfile(depth=1, durability=ros.DurabilityPolicy.TRANSIENT_LOCAL)


class EventsOutput(Output):
    """
    Publishes the events of the faces, and a sentence when it changes.

    The sentence is latched, so it is kept up to date whoever subscribes. When no images are
    processed any more, all faces have left, and the sentence is withdrawn: it is not known then.
    """

    def __init__(self, node: ros.Node, settings) -> None:
        """Create the publishers."""
        self._node = node
        self._events = FaceEvents(hold=settings.event_hold, timeout=settings.track_timeout)
        self._publisher = node.create_publisher(FaceEventMessage, '~/events', EVENTS_QOS)
        self._header: Any = None
        self._size = 0, 0
        self._open_summary()

    @classmethod
    def create(cls, node, settings, depth) -> EventsOutput:
        """Return the output."""
        return cls(node, settings)

    def _open_summary(self) -> None:
        self._timer, self._said = SummaryTimer(), False
        self._summary = self._node.create_publisher(String, '~/summary', SUMMARY_QOS)

    @property
    def wanted(self) -> bool:
        """Return whether somebody subscribes."""
        return has_subscribers(self._publisher) or has_subscribers(self._summary)

    def publish(self, frame: Frame) -> None:
        """Publish what a frame changed."""
        self._events.set_times(hold=frame.settings.event_hold,
                               timeout=frame.settings.track_timeout)
        self._header, self._size = frame.header, frame.size
        self._publish(self._events.update(frame.seconds, frame.emotions))
        sentence = summarise(self._events.present)
        if self._timer.is_due(sentence, monotonic()):
            self._said = True
            self._summary.publish(String(data=sentence))

    def pause(self) -> None:
        """Report that all faces have left, and withdraw the sentence."""
        self._publish(self._events.end())
        if self._said:
            # A publisher that is gone keeps nothing for late subscribers.
            self._node.destroy_publisher(self._summary)
            self._open_summary()

    def _publish(self, events: Sequence[FaceEvent]) -> None:
        if events and has_subscribers(self._publisher):
            for event in events:
                self._publisher.publish(face_event_message(self._header, event, self._size))

    def close(self) -> None:
        """Destroy the publishers."""
        for publisher in (self._publisher, self._summary):
            self._node.destroy_publisher(publisher)
