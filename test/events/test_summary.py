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

"""The sentence for language models."""

from fer_ros.events import summarise, SummaryTimer
from fer_ros.values.labels import LABELS, UNKNOWN
import pytest


@pytest.mark.parametrize(('labels', 'sentence'), [
    ([], 'Nobody is in view.'),
    (['happy'], '1 person is in view: f1 looks happy.'),
    (['fear', UNKNOWN], '2 people are in view: f1 looks afraid, f2 has no clear expression.'),
    (['sad'] * 4 + [UNKNOWN] * 2 + ['disgust'],
     '7 people are in view: 4 look sad, 2 have no clear expression, 1 looks disgusted.')])
def test_sentence(labels, sentence):
    assert summarise([(f'f{number}', label)
                      for number, label in enumerate(labels, start=1)]) == sentence


@pytest.mark.parametrize('label', LABELS)
def test_every_label_reads_well(label):
    words = summarise([('f1', label)]).split(': ')[1]
    assert words in {f'f1 looks {word}.' for word in (
        'angry', 'disgusted', 'afraid', 'happy', 'sad', 'surprised', 'neutral')}


def test_only_on_change_and_at_most_once_a_second():
    timer = SummaryTimer()
    said = [(now, sentence) for now, sentence in (
        (0.0, 'a'), (0.5, 'b'), (0.9, 'c'), (1.0, 'c'), (1.5, 'c'), (1.9, 'd'), (2.0, 'c'),
        (9.0, 'd')) if timer.is_due(sentence, now)]
    assert said == [(0.0, 'a'), (1.0, 'c'), (9.0, 'd')]
