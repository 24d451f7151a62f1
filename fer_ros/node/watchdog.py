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

"""What the node does about models that hang or fail: it says so, and another takes over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
import threading
from time import monotonic
from typing import TypeVar

from fer_ros.classifiers import BACKENDS, Classifier
from fer_ros.pipeline.guard import Guard
from fer_ros.values.errors import ModelError, PartError
from fer_ros.values.node_settings import NodeSettings

# A model that fails so often in a row does not work.
FAILURES = 3
# TensorFlow takes twenty seconds on a slow machine.
LOAD_TIMEOUT_S = 120.0
BACKEND = 'onnx'  # of the model that takes over: it is there wherever the node is

LOADER = 'loader'
_SLICE_S, _PATIENCE_S = 0.1, 5.0

Result = TypeVar('Result')


class Watchdog:
    """Counts failures and watches the call that is under way; from any thread."""

    def __init__(self) -> None:
        """Start with a model that works."""
        self._failures, self._error = 0, ''

    def succeeded(self) -> None:
        """Note that a frame was processed."""
        self._failures = 0

    def failed(self, error: PartError) -> None:
        """Note that a part failed; a detector's failures say nothing of the model."""
        if error.part == 'model':
            self._error = str(error)
            self._failures += 1

    def failing(self) -> str:
        """Say that the model fails again and again; '' if it does not."""
        return (f'the last {self._failures} frames failed: {self._error}'
                if self._failures >= FAILURES else '')


def hanging(guard: Guard, timeout: float) -> tuple[str, str]:
    """
    Return the part that has not answered for `timeout` seconds, and the sentence that says so.

    :param timeout: seconds; 0 for never
    :return: `detector`, `model` or '', and '' where nothing hangs
    """
    call = guard.current_call()
    if call is None or not 0 < timeout <= call[2]:
        return '', ''
    return call[0], f'{call[1]} has not answered for {call[2]:.0f} s'


class Fallback:
    """
    The model that `fallback_model` names, loaded beforehand: a fault is no time to load.

    `in_use` is its name while it stands in for another one, else ''; `since` says since when and
    why.
    """

    def __init__(self) -> None:
        """Start without one."""
        self.classifier: Classifier | None = None
        self.in_use = self.since = ''
        self._loaded: tuple[str, str, int] | None = None

    def prepare(self, settings: NodeSettings) -> None:
        """
        Load what `fallback_model` names, if that is not at hand.

        :raises FerRosError: if it cannot be had; then nothing changes
        """
        wanted = settings.fallback_model, settings.device, settings.num_threads
        if wanted == self._loaded:
            return
        if not settings.fallback_model:
            self.classifier = None
        else:
            self.classifier = BACKENDS.create(BACKEND, settings.fallback_model,
                                              optional={'compute': settings.compute})
        self._loaded = wanted

    def start(self, settings: NodeSettings, reason: str) -> None:
        """Note that it takes over from the model of `settings`."""
        self.in_use = settings.fallback_model
        self.since = (f'fallback since {datetime.now():%Y-%m-%d %H:%M:%S}: {self.in_use} in the '
                      f'place of {settings.model}: {reason}')

    def end(self) -> None:
        """Note that the model of the settings has its turn again."""
        self.in_use = self.since = ''

    def settings(self, settings: NodeSettings) -> NodeSettings:
        """Return the settings with the model that is to be used."""
        return (settings.changed({'backend': BACKEND, 'model': self.in_use}) if self.in_use
                else settings)


def in_time(call: Callable[[], Result], what: str, timeout: float = LOAD_TIMEOUT_S,
            go_on: Callable[[], bool] = lambda: True) -> Result:
    """
    Return what `call` returns, or raise what it raises, within `timeout` seconds.

    A thread that hangs cannot be ended: it is left behind, as a daemon.

    :param go_on: says whether it is still wanted
    :raises ModelError: if it takes longer, or is not wanted any more
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name=LOADER, daemon=True)
    thread.start()
    end = monotonic() + timeout
    while thread.is_alive() and monotonic() < end and go_on():
        thread.join(_SLICE_S)
    if thread.is_alive() and not go_on():
        # Ended in the midst of native code, the thread would take the process with it.
        thread.join(_PATIENCE_S)
        raise ModelError(f'{what} is not waited for any more')
    if errors:
        raise errors[0]
    if not results:
        raise ModelError(f'{what} did not load within {timeout:g} s')
    return results[0]
