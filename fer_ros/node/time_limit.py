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

"""A time limit on loading a model, which may run code of another package."""

from __future__ import annotations

from collections.abc import Callable
import threading
from time import monotonic
from typing import TypeVar

from fer_ros.values.errors import ModelError

# TensorFlow takes twenty seconds on a slow machine.
LOAD_TIMEOUT_S = 120.0

LOADER = 'loader'  # the name of the thread that loads
_SLICE_S, _PATIENCE_S = 0.1, 5.0

Result = TypeVar('Result')


def call_in_time(call: Callable[[], Result], what: str, timeout: float = LOAD_TIMEOUT_S,
                 go_on: Callable[[], bool] = lambda: True) -> Result:
    """
    Return what `call` returns, or raise what it raises, within `timeout` seconds.

    A thread that hangs cannot be ended: it is left behind, as a daemon.

    :param what: what is loaded, for the error
    :param go_on: returns whether the result is still wanted
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
        # The process would crash if it ended while the thread runs native code.
        thread.join(_PATIENCE_S)
        raise ModelError(f'{what} is not waited for any more')
    if errors:
        raise errors[0]
    if not results:
        raise ModelError(f'{what} did not load within {timeout:g} s')
    return results[0]
