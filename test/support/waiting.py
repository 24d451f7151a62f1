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

"""How the tests wait for a condition."""

from collections.abc import Callable
import time
from typing import Any


def wait_until(condition: Callable[[], Any], what: str | Callable[[], str],
               seconds: float = 60.0, step: Callable[[], Any] = lambda: time.sleep(0.02)) -> Any:
    """
    Repeat `step` until a condition is true, and return what the condition returned.

    :param what: name of the condition for the error, or a function that returns the name
    :raises AssertionError: after `seconds`
    """
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            text = what if isinstance(what, str) else what()
            raise AssertionError(f'{text} never came within {seconds:g} s')
        step()
    return result
