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

"""Processes image messages and publishes the results, in threads of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from time import perf_counter
import traceback

from fer_ros import ros
from fer_ros.codec import as_lazy_image, CompressedStream, LazyImage, open_image
from fer_ros.node.displays import viewed
from fer_ros.node.frame_statistics import Statistics
from fer_ros.node.health import Health
from fer_ros.node.heap import give_back
from fer_ros.node.messages import stamp_seconds
from fer_ros.node.outputs import Frame
from fer_ros.node.publishers import Publishers
from fer_ros.node.worker import LatestItemWorker
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.filtering import filter_results
from fer_ros.values.errors import FerRosError, PartError
from fer_ros.values.faces import Box
from fer_ros.values.node_settings import NodeSettings
from fer_ros.view.displays import Displays

# An error that every frame repeats is logged once in this time.
ERROR_PERIOD_S = 5.0
# Longest wait for the present frame when the processing ends
STOP_S = 5.0
# What the worker gets instead of an image when no more images come
_PAUSE = object()


class Processor:
    """
    Processes the latest image; a bad image or frame does not affect the next one.

    A second thread draws the latest result: encoding an annotated image takes longer than
    recognising a face, and the emotions must not wait for it.
    """

    def __init__(self, node: ros.Node, publishers: Publishers, statistics: Statistics,
                 health: Health, pipeline: Pipeline, settings: NodeSettings,
                 displays: Displays) -> None:
        """Start the threads."""
        self._node, self._publishers, self._statistics = node, publishers, statistics
        self._health, self._displays = health, displays
        health.watch(pipeline, settings)
        # One attribute, so that a frame gets the old pair or the new one, never a mixture.
        self._parts = pipeline, settings
        self._stream, self._changed = CompressedStream(), False
        self._paused = True
        self._worker = self._new_worker()
        self._drawer = LatestItemWorker(self._draw, lambda result: None)

    def _new_worker(self) -> LatestItemWorker:
        return LatestItemWorker(self._work, self._on_drop)

    def _on_drop(self, message) -> None:
        if message is not _PAUSE:
            self._statistics.dropped('overrun')

    def set_pipeline(self, pipeline: Pipeline, settings: NodeSettings) -> None:
        """
        Use this pipeline and these settings from the next frame on.

        A thread whose detector or model hangs cannot be ended: it is left behind, and a new one
        takes its place. The new pipeline must not contain the part that hangs.
        """
        old, hanging = self._parts[0], self._health.hanging()
        self._parts, self._changed = (pipeline, settings), True
        self._health.watch(pipeline, settings)
        if hanging:
            # If the call has just returned, its frame must end before the next one starts.
            self._worker.stop(0.0 if old.guard.close() else STOP_S)
            self._worker = self._new_worker()

    def submit(self, message) -> None:
        """Give an image message to the processing thread, unless nobody wants the results."""
        if not self._publishers.has_subscribers(self._parts[1]) and not self._displays.wanted:
            self._statistics.dropped('unsubscribed')
            self.pause()
        else:
            self._paused = False
            self._worker.put(message)

    def pause(self) -> None:
        """Tell the outputs, after the present image, that no more images are processed for now."""
        if not self._paused:
            self._paused = True
            self._worker.put(_PAUSE)

    def stop(self) -> None:
        """Let the present frames finish, unless they hang, then end the threads."""
        if self._worker.stop(0.0 if self._health.hanging() else STOP_S):
            self._safely(self._publishers.pause)
        else:
            self._parts[0].guard.close()
        self._drawer.stop(STOP_S)

    def _work(self, message) -> None:
        if message is _PAUSE:
            self._safely(self._publishers.pause)
        elif not self._safely(self._process, message, *self._parts):
            self._statistics.dropped('failed')
        if self._changed:
            # Now nothing refers to the old parts any more.
            self._changed = False
            give_back()

    def _draw(self, result) -> None:
        self._safely(self._show, *result)

    def _safely(self, work, *arguments) -> bool:
        """Call `work`, report what it raises, and return whether it succeeded."""
        try:
            work(*arguments)
            return True
        except FerRosError as error:
            if isinstance(error, PartError):
                self._health.note_failure(error)
            self._failed(str(error), str(error))
        except Exception as error:
            if ros.ok():  # a shutdown destroys the publishers while the workers use them
                self._failed(repr(error), f'\n{traceback.format_exc()}')
        return False

    def _failed(self, short: str, text: str) -> None:
        self._statistics.last_error = short
        self._node.get_logger().error(f'Image skipped: {text}',
                                      throttle_duration_sec=ERROR_PERIOD_S)

    def _process(self, message, pipeline: Pipeline, settings: NodeSettings) -> None:
        start, header = perf_counter(), message.header
        age = self._age(header)
        if 0 < settings.max_age < age:
            self._statistics.dropped('stale')
            self._node.get_logger().warning(
                f'Images are {age:.2f} s old, more than max_age ({settings.max_age:g} s), and '
                'dropped', throttle_duration_sec=ERROR_PERIOD_S)
            return
        drawn = settings.annotate and self._publishers.annotated_has_subscribers()
        stretch = settings.stretch_16bit
        image = (open_image(message, stretch) if settings.image_transport == 'raw' else
                 self._stream.open(message, whole=drawn, stretch=stretch))
        times: dict[str, float] = {}
        emotions = pipeline.process(image, stamp_seconds(header) or None, times)
        if emotions:  # without faces the model had nothing to classify
            self._health.note_success()
        emotions = filter_results(emotions, settings)
        frame = Frame(header, image, emotions, settings, pipeline.detector.name,
                      pipeline.classifier.name, perf_counter() - start, self._publishers.depth)
        self._publishers.publish(frame, urgent=True)
        self._statistics.processed(self._age(header), times)
        self._publishers.publish(frame, urgent=False)
        if drawn or self._displays.wanted:
            self._drawer.put((frame, drawn,
                              pipeline.tracked_boxes if settings.anonymize else None))

    def _show(self, frame: Frame, drawn: bool, tracked: Sequence[Box] | None) -> None:
        """
        Publish the annotated image if it is to be `drawn`, and give the frame to the displays.

        `tracked` are the boxes to hide, None if `anonymize` was off for this frame.
        """
        # The present settings apply: a frame that waited here must not show faces that they hide.
        pipeline, settings = self._parts
        anonymizer = pipeline.anonymizer if settings.anonymize else None
        if settings.anonymize and (tracked is None or anonymizer is None):
            return

        @cache
        def image() -> LazyImage:
            if anonymizer is None or tracked is None:
                return frame.image
            return as_lazy_image(anonymizer.hide_faces(frame.image.whole(), tracked))

        if drawn:
            self._publishers.publish_annotated(frame.header, image(), frame.emotions)
        if self._displays.wanted:
            self._displays.show(viewed(frame, image))

    def _age(self, header) -> float:
        """Return the seconds since the image's stamp, NaN if it has none."""
        stamp = stamp_seconds(header)
        return self._node.get_clock().now().nanoseconds * 1e-9 - stamp if stamp else float('nan')
