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

"""Loading that takes for ever."""

import threading
import time

from fer_ros.node import time_limit
from fer_ros.node.time_limit import call_in_time
from fer_ros.values.errors import ModelError
import pytest


def test_loading_ends_call_in_time():
    assert call_in_time(lambda: 5, 'x') == 5
    with pytest.raises(ZeroDivisionError):
        call_in_time(lambda: 1 / 0, 'x')
    go_on = threading.Event()
    with pytest.raises(ModelError, match=r'the model x did not load within 0\.1 s'):
        call_in_time(go_on.wait, 'the model x', 0.1)
    go_on.set()


def test_what_is_not_wanted_any_more_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(time_limit, '_PATIENCE_S', 0.0)
    loaded = threading.Event()
    begin = time.monotonic()
    with pytest.raises(ModelError, match='the model x is not waited for any more'):
        call_in_time(loaded.wait, 'the model x', go_on=lambda: time.monotonic() < begin + 0.2)
    assert time.monotonic() < begin + 60
    loaded.set()
