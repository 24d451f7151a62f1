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

"""Records the messages that the node publishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
import time
from typing import Any

from fer_ros import ros
from fer_ros.codec import decode_image
from fer_ros.node.messages import EmotionArray, Image, message_record, stamp_seconds
from fer_ros.outputs.tables import JsonLines
from fer_ros.outputs.video import create_video
import numpy as np


@dataclass
class Recording:
    """
    The received messages.

    `records` are the frames as dictionaries, `latencies` the seconds from the stamp of a frame to
    the arrival of its emotions, and `samples` some annotated images (BGR) with their stamps.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    samples: list[tuple[float, np.ndarray]] = field(default_factory=list)
    annotated: int = 0

    @property
    def with_face(self) -> int:
        """Return the number of frames with a face."""
        return sum(bool(record['emotions']) for record in self.records)


class Recorder(ros.Node):
    """Subscribes to emotions and annotated images and writes them to files."""

    def __init__(self, folder: Path, rate: float, sample_period: float) -> None:
        """
        Start `emotions.jsonl` and `demo.mp4` in `folder`.

        :param rate: frames per second of the video
        :param sample_period: seconds between the annotated images that are kept in memory
        """
        super().__init__('fer_demo')
        self.recording = Recording()
        self._lines = JsonLines(folder)
        self._video = create_video(folder / 'demo.mp4', rate)
        self._sample_period = sample_period
        self._subscriptions_kept = [
            self.create_subscription(EmotionArray, '/fer/emotions', self._on_emotions,
                                     ros.QoSProfile(depth=10)),
            self.create_subscription(Image, '/fer/image_annotated', self._on_image,
                                     ros.QoSProfile(depth=5))]

    def _on_emotions(self, message) -> None:
        record = message_record(message)
        self.recording.latencies.append(time.time() - record['stamp'])
        self.recording.records.append(record)
        self._lines.write(record)

    def _on_image(self, message) -> None:
        image = decode_image(message)
        stamp = stamp_seconds(message.header)
        self._video.write(image, stamp)
        recording = self.recording
        recording.annotated += 1
        if not recording.samples or stamp - recording.samples[-1][0] >= self._sample_period:
            recording.samples.append((stamp, image.copy()))

    def destroy_node(self) -> None:
        """Close the files and destroy the node."""
        self._lines.close()
        self._video.close()
        super().destroy_node()
