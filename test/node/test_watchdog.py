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

"""The watchdog alone: what counts as a fault, and loading that takes for ever."""

import threading
import time
from types import SimpleNamespace

from fer_ros.node import watchdog as watchdog_module
from fer_ros.node.watchdog import (FAILURES, Fallback, hanging, in_time,
                                   Watchdog)
from fer_ros.values.errors import ModelError, PartError
from fer_ros.values.node_settings import NodeSettings
import pytest


def test_only_failures_of_the_model_in_a_row_count():
    watchdog = Watchdog()
    for _ in range(FAILURES - 1):
        watchdog.failed(PartError('model', 'no answer'))
    assert watchdog.failing() == ''
    watchdog.succeeded()
    for _ in range(FAILURES):
        watchdog.failed(PartError('detector', 'no faces'))
    assert watchdog.failing() == ''
    for _ in range(FAILURES):
        watchdog.failed(PartError('model', 'no answer'))
    assert watchdog.failing() == 'the last 3 frames failed: no answer'


@pytest.mark.parametrize(('call', 'timeout', 'said'), [
    (None, 1.0, ''), (('model', 'the model', 0.5), 1.0, ''),
    (('model', 'the model', 9.0), 0.0, ''),
    (('model', 'the model', 9.0), 1.0, 'the model has not answered for 9 s')])
def test_hanging(call, timeout, said):
    part, sentence = hanging(SimpleNamespace(current_call=lambda: call), timeout)
    assert (sentence, bool(part)) == (said, bool(said))


def test_loading_ends_in_time():
    assert in_time(lambda: 5, 'x') == 5
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 / 0, 'x')
    go_on = threading.Event()
    with pytest.raises(ModelError, match=r'the model x did not load within 0\.1 s'):
        in_time(go_on.wait, 'the model x', 0.1)
    go_on.set()


def test_what_is_not_wanted_any_more_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(watchdog_module, '_PATIENCE_S', 0.0)
    loaded = threading.Event()
    begin = time.monotonic()
    with pytest.raises(ModelError, match='the model x is not waited for any more'):
        in_time(loaded.wait, 'the model x', go_on=lambda: time.monotonic() < begin + 0.2)
    assert time.monotonic() < begin + 60
    loaded.set()


def test_a_fallback_is_loaded_once_and_named():
    fallback, settings = Fallback(), NodeSettings(fallback_model='cnn', model='resnet14')
    assert fallback.settings(settings) == settings
    fallback.prepare(settings)
    loaded = fallback.classifier
    fallback.prepare(settings)
    assert fallback.classifier is loaded and loaded.name == 'cnn'
    with pytest.raises(ModelError):
        fallback.prepare(settings.changed({'fallback_model': 'gone'}))
    assert fallback.classifier is loaded
    fallback.start(settings, 'it hangs')
    assert fallback.since.startswith('fallback since 2')
    assert fallback.since.endswith('cnn in the place of resnet14: it hangs')
    assert fallback.settings(settings).model == 'cnn'
    fallback.end()
    fallback.prepare(settings.changed({'fallback_model': ''}))
    assert fallback.classifier is None and fallback.since == ''
