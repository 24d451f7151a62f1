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

"""Plays a source through the pipeline and shows the results, without ROS."""

from __future__ import annotations

import threading
import time
from typing import Any

from fer_ros.codec import as_lazy_image, LazyImage
from fer_ros.feeds.source_status import SourceStatus
from fer_ros.node.worker import LatestItemWorker
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.choices import known_names
from fer_ros.pipeline.filtering import reported_labels
from fer_ros.pipeline.recogniser import Recogniser
from fer_ros.sources import Source
from fer_ros.sources.pace import Pace
from fer_ros.sources.source import Frame
from fer_ros.values.errors import FerRosError, SourceError
from fer_ros.values.faces import FaceEmotion
from fer_ros.values.settings import Settings
from fer_ros.view.controls import describe
from fer_ros.view.display import State
from fer_ros.view.displays import Displays
from fer_ros.view.frame import ViewedFrame

VIDEO_RATE, PHOTO_RATE = 15.0, 0.5  # frames a second, if the source has no rate of its own
_RECONNECT_S = 1.0
_PERIOD_S = 1.0                     # of the status


class SourceFeed:
    """Shows a source; its `change` and `pause` are the controls of the page."""

    def __init__(self, source: Source, settings: Settings) -> None:
        """
        Load the pipeline.

        :raises FerRosError: if a part cannot be loaded
        """
        self._source, self._settings = source, settings
        self._pipeline = Pipeline.load(settings)
        # The pipeline belongs to who holds it: the worker, or a change of settings.
        self._lock = threading.Lock()
        self._choices = known_names()
        self._status = SourceStatus()
        self._paused, self._stopped = threading.Event(), threading.Event()
        self._displays = Displays([])
        self._worker = LatestItemWorker(self._process,
                                        lambda item: self._status.dropped('overrun'))
        rate = source.rate or (PHOTO_RATE if source.stills else VIDEO_RATE)
        self._pace = Pace(1.0 / rate, by_stamps=not source.stills)

    @property
    def pipeline(self) -> Pipeline:
        """Return the pipeline in use."""
        return self._pipeline

    def run(self, displays: Displays, *, once: bool = False) -> None:
        """
        Play until `stop`, or with `once` until the end of the source.

        :raises SourceError: if a file cannot be read; a camera is opened again
        """
        self._displays = displays
        self._show_state()
        reporter = threading.Thread(target=self._report, name='status', daemon=True)
        reporter.start()
        try:
            while not self._stopped.is_set():
                try:
                    self._play()
                except SourceError as error:
                    if not self._source.live:
                        raise
                    self._status.error = str(error)
                    self._stopped.wait(_RECONNECT_S)
                if once:
                    break
        finally:
            self.stop()
            self._worker.stop()

    def stop(self) -> None:
        """End `run`."""
        self._stopped.set()

    def change(self, name: str, value: Any) -> str:
        """Change a setting; see `Controls`."""
        try:
            with self._lock:
                settings = self._settings.changed({name: value})
                self._pipeline = Pipeline.load(settings, self._pipeline)
                self._settings = settings
        except FerRosError as error:
            return str(error)
        self._show_state()
        return ''

    def pause(self, paused: bool) -> str:
        """Stop or go on; see `Controls`."""
        (self._paused.set if paused else self._paused.clear)()
        self._show_state()
        return ''

    def _play(self) -> None:
        self._pace.restart()
        for frame in self._source.frames():
            if not self._source.live:
                self._stopped.wait(self._pace.wait_time(frame.stamp))
                while self._paused.is_set() and not self._stopped.wait(0.1):
                    pass
            if self._stopped.is_set():
                return
            self._status.received()
            if self._paused.is_set():
                continue
            if self._displays.wanted:
                self._worker.put((frame, time.time_ns()))
            else:
                self._status.dropped('unsubscribed')

    def _process(self, item: tuple[Frame, int]) -> None:
        frame, stamp = item
        with self._lock:
            recogniser = Recogniser(self._pipeline, self._source.stills)
            try:
                found = recogniser.recognise(frame.image, stamp * 1e-9)
            except FerRosError as error:
                self._status.error = str(error)
                self._status.dropped('failed')
                return
            self._status.processed(found.seconds, time.time() - stamp * 1e-9)
            height, width = frame.image.shape[:2]
            self._displays.show(ViewedFrame(
                lambda: self._image(frame, found.emotions), stamp, frame.name, (width, height),
                found.emotions, detector=self._pipeline.detector.name,
                model=self._pipeline.classifier.name, processing_time=found.seconds,
                labels=reported_labels(self._settings)))

    def _image(self, frame: Frame, emotions: list[FaceEmotion]) -> LazyImage:
        anonymizer = self._pipeline.anonymizer
        if anonymizer is None:
            return as_lazy_image(frame.image)
        return as_lazy_image(anonymizer.hide_faces(frame.image, [
            *self._pipeline.tracked_boxes, *(emotion.face.box for emotion in emotions)]))

    def _report(self) -> None:
        while not self._stopped.wait(_PERIOD_S):
            if self._displays.wanted:
                pipeline = self._pipeline
                self._displays.show_diagnostics(self._status.statuses(
                    self._source.name, pipeline.detector.name, pipeline.classifier.name))

    def _show_state(self) -> None:
        self._displays.show_state(State(
            'paused' if self._paused.is_set() else 'active',
            describe(vars(self._settings), self._choices)))
