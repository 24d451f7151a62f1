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

"""The models that the node works with: loaded in time, watched, and replaced when they fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from fer_ros.node.watchdog import Fallback, in_time
from fer_ros.pipeline import Pipeline
from fer_ros.tracking import Tracker
from fer_ros.values.errors import FerRosError
from fer_ros.values.node_settings import NodeSettings


class PipelineLoader:
    """
    The pipeline that is in use, and the model that takes over when its own fails.

    `pipeline` is None until the models are loaded. `fault` says what hangs or fails, '' if nothing
    does.
    """

    def __init__(self, logger: Any, go_on: Callable[[], bool]) -> None:
        """
        Start without any.

        :param logger: the node's
        :param go_on: says whether the node is not asked to end
        """
        self._log, self._go_on = logger, go_on
        # One count for all pipelines, so that no face's identifier ever comes back.
        self._face_numbers = count(1)
        self._fallback = Fallback()
        self.pipeline: Pipeline | None = None
        self.fault = ''

    @property
    def replaced(self) -> str:
        """Say since when and why another model stands in; '' if none does."""
        return self._fallback.since

    def load_all(self, settings: NodeSettings) -> None:
        """
        Load what `settings` name; where the model cannot be had the other one takes over.

        :raises FerRosError: if there is no other one either
        """
        try:
            self._in_time(lambda: self._fallback.prepare(settings), 'fallback_model')
        except FerRosError as error:  # no reason to do without the model itself
            self._log.error(f'fallback_model: {error}. There is none to take over')
        try:
            self.pipeline = self._load(settings)
        except FerRosError as error:
            if not self._fallback.classifier:
                raise
            self._replace(settings, str(error))

    def revive(self, settings: NodeSettings) -> None:
        """
        Load anew what hung when the node was last deactivated.

        :raises FerRosError: if that fails
        """
        if self.pipeline is not None and self.pipeline.guard.closed:
            self.pipeline = self._load(settings)

    def release(self) -> None:
        """Let go of all models."""
        self.pipeline, self._fallback = None, Fallback()

    def check(self, hanging: tuple[str, str], failing: str, settings: NodeSettings) -> bool:
        """
        Say what hangs or fails, and let the other model take over where there is one.

        :param hanging: the part that hangs and the sentence that says so, as of the watchdog
        :return: whether it took over just now
        """
        part, fault = hanging if hanging[1] else ('model', failing)
        last, self.fault = self.fault, fault
        if fault and not last:
            self._log.error(f'{fault[0].upper()}{fault[1:]}')
        elif last and not fault:
            self._log.info('It works again')
        if not (fault and part == 'model' and self._fallback.classifier) or self._fallback.in_use:
            return False
        self._replace(settings, fault)
        self.fault = ''
        return True

    def changed(self, settings: NodeSettings, changes: Mapping[str, Any], *,
                stuck: bool) -> Pipeline | None:
        """
        Return the pipeline for `settings`, in which `changes` are new; it is not in use yet.

        :param stuck: whether a part of the present one hangs
        :raises FerRosError: if it cannot be had; then everything stays as it is
        """
        in_use, since = self._fallback.in_use, self._fallback.since
        try:
            if {'model', 'backend'} & set(changes):
                self._fallback.end()
            # Whatever the node's state, what cannot work is refused now and not when it is needed.
            pipeline = self._load(settings, stuck=stuck) if changes else self.pipeline
            if {'fallback_model', 'device', 'num_threads'} & set(changes):
                self._in_time(lambda: self._fallback.prepare(settings), 'fallback_model')
        except FerRosError:
            self._fallback.in_use, self._fallback.since = in_use, since
            raise
        return pipeline

    def _replace(self, settings: NodeSettings, reason: str) -> None:
        self._fallback.start(settings, reason)
        try:
            self.pipeline = Pipeline.load(self._fallback.settings(settings), self.pipeline,
                                          classifier=self._fallback.classifier,
                                          tracker=Tracker(self._face_numbers))
        except FerRosError:
            self._fallback.end()
            raise
        self._log.error(f'{self.replaced}. Setting `model` or `backend` ends it')

    def _load(self, settings: NodeSettings, *, stuck: bool = False) -> Pipeline:
        settings, previous = self._fallback.settings(settings), self.pipeline
        # What hangs is lost, and what fails is tried anew.
        if previous and (previous.guard.closed or self.fault or stuck):
            previous = None
        pipeline = self._in_time(
            lambda: Pipeline.load(settings, previous, tracker=Tracker(self._face_numbers)),
            f"the model '{settings.model}' (backend {settings.backend})")
        self._announce(pipeline, previous)
        return pipeline

    def _in_time(self, call: Callable[[], Any], what: str) -> Any:
        return in_time(call, what, go_on=self._go_on)

    def _announce(self, pipeline: Pipeline, previous: Pipeline | None) -> None:
        # A line of code for each level: rclpy allows a line no other level than its first.
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
