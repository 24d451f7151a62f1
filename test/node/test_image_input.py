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

"""When the log warns of lost images."""

from types import SimpleNamespace

import pytest

pytest.importorskip('cyclonedds')

from fer_ros.node import image_input  # noqa: E402, I100
from fer_ros.node.frame_statistics import Statistics  # noqa: E402
from fer_ros.node.image_input import ImageInput, SETTLE_S  # noqa: E402
from fer_ros.node.message_loss import LossStatistics  # noqa: E402


def test_what_is_lost_while_the_node_subscribes_is_not_warned_of(make_node, monkeypatch):
    clock, warnings = SimpleNamespace(now=1000.0), []
    monkeypatch.setattr(image_input, 'time', SimpleNamespace(monotonic=lambda: clock.now))
    node = make_node('fer')
    monkeypatch.setattr(node.get_logger(), 'warning', lambda text, **_: warnings.append(text))
    images = ImageInput(node, 'raw', lambda message: None, Statistics())
    monkeypatch.setattr(images._losses, 'statistics',
                        lambda **_: LossStatistics(total=30, share=0.3))
    images.subscribe()
    for seconds, warned in ((SETTLE_S - 0.1, False), (SETTLE_S, True)):
        clock.now = 1000.0 + seconds
        images.check(timeout=0.0, loss_warn=0.05)
        assert any('30% of the images' in text for text in warnings) is warned
    warnings.clear()
    images.check(timeout=0.0, loss_warn=0.4)
    assert not warnings
    images.unsubscribe()
    images.subscribe()
    images.check(timeout=0.0, loss_warn=0.05)
    assert not warnings
