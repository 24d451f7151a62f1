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

"""The model that takes over."""

from fer_ros.node.fallback import Fallback
from fer_ros.values.errors import ModelError
from fer_ros.values.node_settings import NodeSettings
import pytest


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
    assert fallback.reason.startswith('fallback since 2')
    assert fallback.reason.endswith('cnn in the place of resnet14: it hangs')
    assert fallback.settings(settings).model == 'cnn'
    # Another fallback for the next time; this one stays in use.
    assert fallback.settings(settings.changed({'fallback_model': ''})).model == 'cnn'
    fallback.end()
    fallback.prepare(settings.changed({'fallback_model': ''}))
    assert fallback.classifier is None and fallback.reason is None
