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

"""Loads the node's pipeline within a time limit, and lets the fallback model take over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from fer_ros.node.fallback import Fallback
from fer_ros.node.time_limit import call_in_time
from fer_ros.pipeline import Pipeline
from fer_ros.tracking import Tracker
from fer_ros.values.errors import FerRosError
from fer_ros.values.node_settings import NodeSettings


class PipelineLoader:
    """Holds the `pipeline` in use (None until the models are loaded) and the fallback model."""

    def __init__(self, logger: Any, go_on: Callable[[], bool]) -> None:
        """
        Start without models.

        :param logger: the node's
        :param go_on: returns False once the node is asked to end
        """
        self._log, self._go_on = logger, go_on
        # One count for all pipelines, so that no identifier is used twice.
        self._face_numbers = count(1)
        self._fallback = Fallback()
        self.pipeline: Pipeline | None = None

    @property
    def fallback_reason(self) -> str | None:
        """Return since when and why the fallback model is in use, or None."""
        return self._fallback.reason

    def load_all(self, settings: NodeSettings) -> None:
        """
        Load all parts; if the model cannot be loaded, the fallback takes over.

        :raises FerRosError: if there is no fallback either
        """
        try:
            self._in_time(lambda: self._fallback.prepare(settings), 'fallback_model')
        except FerRosError as error:  # the model itself may work
            self._log.error(f'fallback_model: {error}. There is none to take over')
        try:
            self.pipeline = self._load(settings, self.pipeline)
        except FerRosError as error:
            if not self.start_fallback(settings, str(error)):
                raise

    def ready(self, settings: NodeSettings) -> Pipeline:
        """
        Return the pipeline; load it again if a part hung when the node was last deactivated.

        :raises FerRosError: if it cannot be loaded
        """
        if self.pipeline is None or self.pipeline.guard.closed:
            self.pipeline = self._load(settings, None)
        return self.pipeline

    def release(self) -> None:
        """Release all models."""
        self.pipeline, self._fallback = None, Fallback()

    def start_fallback(self, settings: NodeSettings, reason: str) -> Pipeline | None:
        """Let the fallback take over; return None if there is none or it is in use already."""
        if self._fallback.classifier is None or self._fallback.reason is not None:
            return None
        self._fallback.start(settings, reason)
        try:
            self.pipeline = Pipeline.load(
                self._fallback.settings(settings), self.pipeline,
                classifier=self._fallback.classifier, tracker=Tracker(self._face_numbers))
        except FerRosError:
            self._fallback.end()
            raise
        self._log.error(f'{self._fallback.reason}. Setting `model` or `backend` ends it')
        return self.pipeline

    def changed(self, settings: NodeSettings, changes: Mapping[str, Any], *,
                anew: bool) -> Pipeline | None:
        """
        Return the pipeline for new settings; it is not in use yet.

        :param changes: the settings that are new
        :param anew: load all parts again, because one of the present ones has a fault
        :raises FerRosError: if a part cannot be loaded; then everything stays as it is
        """
        reason = self._fallback.reason
        try:
            if {'model', 'backend'} & set(changes):
                self._fallback.end()
            # Done in every state of the node, so that settings that cannot work are rejected now.
            pipeline = self.pipeline
            if changes:
                pipeline = self._load(settings, None if anew else self.pipeline)
            if {'fallback_model', 'device', 'num_threads'} & set(changes):
                self._in_time(lambda: self._fallback.prepare(settings), 'fallback_model')
        except FerRosError:
            self._fallback.reason = reason
            raise
        return pipeline

    def _load(self, settings: NodeSettings, previous: Pipeline | None) -> Pipeline:
        settings = self._fallback.settings(settings)
        if previous is not None and previous.guard.closed:
            previous = None  # one of its parts hangs
        pipeline = self._in_time(
            lambda: Pipeline.load(settings, previous, tracker=Tracker(self._face_numbers)),
            f"the model '{settings.model}' (backend {settings.backend})")
        self._announce(pipeline, previous)
        return pipeline

    def _in_time(self, call: Callable[[], Any], what: str) -> Any:
        return call_in_time(call, what, go_on=self._go_on)

    def _announce(self, pipeline: Pipeline, previous: Pipeline | None) -> None:
        # One line of code for each level: rclpy does not allow a line to change its level.
        if previous is None or previous.detector is not pipeline.detector:
            self._log.info(pipeline.detector.description)
        if previous is None or previous.classifier is not pipeline.classifier:
            self._log.info(
                f'emotion model {pipeline.classifier.name} (backend {pipeline.settings.backend}, '
                f"device {pipeline.devices['classifier']})")
        if pipeline.device_warning:
            self._log.warning(pipeline.device_warning)
        if pipeline.anonymizer is not None and pipeline.anonymizer.warning:
            self._log.warning(pipeline.anonymizer.warning)
