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

"""From an image message to published results, in a thread of its own."""

from __future__ import annotations

from time import perf_counter
import traceback

from fer_ros import ros
from fer_ros.codec import decode_compressed, decode_image
from fer_ros.node.measurements import Measurements
from fer_ros.node.messages import stamp_seconds
from fer_ros.node.outputs import Outputs
from fer_ros.node.worker import NewestWorker
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import FerRosError
from fer_ros.values.settings import Settings

# An error that comes with every frame is said this often.
ERROR_PERIOD_S = 5.0


class Processor:
    """Processes the newest image; whatever is wrong with one, the next has its turn."""

    def __init__(self, node: ros.Node, outputs: Outputs, measurements: Measurements,
                 pipeline: Pipeline, settings: Settings) -> None:
        """Start the thread."""
        self._node, self._outputs, self._measurements = node, outputs, measurements
        self.use(pipeline, settings)
        self._worker = NewestWorker(self._work, lambda: measurements.dropped('overrun'))

    def use(self, pipeline: Pipeline, settings: Settings) -> None:
        """Process with these from the next frame on."""
        # One assignment: a frame sees the old pair or the new one, never a mixture.
        self._parts = pipeline, settings

    def put(self, message) -> None:
        """Offer an image message."""
        if not self._outputs.wanted(self._parts[1]):
            self._measurements.dropped('unsubscribed')
        else:
            self._worker.put(message)

    def stop(self) -> None:
        """Let the frame in hand finish, then end the thread."""
        self._worker.stop()

    def _work(self, message) -> None:
        try:
            self._process(message, *self._parts)
        except FerRosError as error:
            self._failed(str(error), str(error))
        except Exception as error:
            if ros.ok():  # in a shutdown the publishers go away under the worker
                self._failed(repr(error), f'\n{traceback.format_exc()}')

    def _failed(self, short: str, text: str) -> None:
        self._measurements.dropped('failed')
        self._measurements.last_error = short
        self._node.get_logger().error(f'Image skipped: {text}',
                                      throttle_duration_sec=ERROR_PERIOD_S)

    def _process(self, message, pipeline: Pipeline, settings: Settings) -> None:
        start, header = perf_counter(), message.header
        age = self._age(header)
        if 0 < settings.max_age < age:
            self._measurements.dropped('stale')
            self._node.get_logger().warning(
                f'Images are {age:.2f} s old, more than max_age ({settings.max_age:g} s), and '
                'dropped', throttle_duration_sec=ERROR_PERIOD_S)
            return
        decode = decode_image if settings.image_transport == 'raw' else decode_compressed
        image = decode(message)
        times: dict[str, float] = {}
        emotions = pipeline.process(image, stamp_seconds(header) or None, times)
        size = image.shape[1], image.shape[0]
        self._outputs.publish_emotions(
            header, emotions, size, detector=pipeline.detector.name,
            model=pipeline.classifier.name, processing_time=perf_counter() - start)
        self._measurements.processed(self._age(header), times)
        self._outputs.publish_markers(header, emotions, size)
        if settings.annotate:
            self._outputs.publish_annotated(header, image, emotions)

    def _age(self, header) -> float:
        """Return the seconds since the image's stamp, NaN where it has none."""
        stamp = stamp_seconds(header)
        return self._node.get_clock().now().nanoseconds * 1e-9 - stamp if stamp else float('nan')
