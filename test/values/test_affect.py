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

"""Valence and arousal from probabilities."""

import math

from fer_ros.values.affect import AFFECTS, valence_arousal
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

NAME = 'russell-mehrabian-1977'


@pytest.mark.parametrize(('label', 'valence', 'arousal'), [
    ('happy', 0.81, 0.51), ('sad', -0.63, -0.27), ('angry', -0.51, 0.59), ('neutral', 0, 0),
    ('fear', -0.64, 0.60), ('disgust', -0.60, 0.35), ('surprise', 0.40, 0.67)])
def test_a_sure_emotion_has_its_own(label, valence, arousal):
    sure = np.eye(7, dtype=np.float32)[LABELS.index(label)]
    assert valence_arousal(sure, NAME) == pytest.approx((valence, arousal))


def test_a_mixture_lies_between():
    half = np.zeros(7)
    half[[LABELS.index('happy'), LABELS.index('sad')]] = 0.5
    assert valence_arousal(half, NAME) == pytest.approx((0.09, 0.12))


def test_unknown_where_no_mapping_is_named():
    assert all(map(math.isnan, valence_arousal(np.full(7, 1 / 7), '')))


@pytest.mark.parametrize('table', AFFECTS.values())
def test_tables_are_whole(table):
    assert set(table) == set(LABELS)
    assert np.abs(list(table.values())).max() <= 1
