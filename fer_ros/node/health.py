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

"""The faults of the detector and the model that the node uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import PartError
from fer_ros.values.node_settings import NodeSettings

# A model that fails on this many frames in a row has a fault.
MAX_FAILURES = 3


@dataclass(frozen=True)
class Fault:
    """A fault of a part, `detector` or `model`, with the sentence that describes it."""

    part: str
    text: str


class Health:
    """
    Keeps the faults of the pipeline in use; any thread may call it.

    The processing thread notes which frames succeed or fail. The node's timer calls `check`, which
    logs the beginning and the end of a fault.
    """

    def __init__(self, logger: Any) -> None:
        """Start without a pipeline; the logger is the node's."""
        self._log = logger
        self._pipeline: Pipeline | None = None
        self._timeout = 0.0
        self._failures, self._error = 0, ''
        self.fault: Fault | None = None

    def watch(self, pipeline: Pipeline, settings: NodeSettings) -> None:
        """Watch this pipeline instead of the last one; a new model starts without failures."""
        if self._pipeline is None or pipeline.classifier is not self._pipeline.classifier:
            self._failures = 0
        self._pipeline, self._timeout = pipeline, settings.watchdog_timeout

    def clear(self) -> None:
        """Forget the fault, because its part was replaced."""
        self.fault = None

    def stop(self) -> None:
        """Stop watching, and forget the fault."""
        self._pipeline = self.fault = None
        self._failures = 0

    def note_success(self) -> None:
        """Note that the model classified the faces of a frame."""
        self._failures = 0

    def note_failure(self, error: PartError) -> None:
        """Note that a part failed; failures of the detector say nothing about the model."""
        if error.part == 'model':
            self._failures, self._error = self._failures + 1, str(error)

    def hanging(self) -> Fault | None:
        """Return the fault of a part that has not answered for `watchdog_timeout` seconds."""
        call = None if self._pipeline is None else self._pipeline.guard.current_call()
        if call is None or not 0 < self._timeout <= call.seconds:
            return None
        return Fault(call.part, f'{call.name} has not answered for {call.seconds:.0f} s')

    def check(self) -> Fault | None:
        """Return the present fault, or None; log when one begins or ends."""
        before, self.fault = self.fault, self.hanging() or self._failing()
        if self.fault and not before:
            self._log.error(f'{self.fault.text[0].upper()}{self.fault.text[1:]}')
        elif before and not self.fault:
            self._log.info('It works again')
        return self.fault

    def _failing(self) -> Fault | None:
        if self._failures < MAX_FAILURES:
            return None
        return Fault('model', f'the last {self._failures} frames failed: {self._error}')
