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

"""The labels and the spellings that mean them."""

from fer_ros.values.labels import canonical_label, LABELS, parse_labels, UNKNOWN
import pytest


def test_the_order_is_that_of_fer2013():
    assert LABELS == ('angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral')


@pytest.mark.parametrize('label', LABELS)
def test_a_label_spells_itself(label: str):
    assert canonical_label(label) == label


@pytest.mark.parametrize('word, label', [
    ('anger', 'angry'), ('angriness', 'angry'), ('Disgusted', 'disgust'), ('digust', 'disgust'),
    ('FEARFUL', 'fear'), ('scared', 'fear'), ('afraid', 'fear'), ('Happiness', 'happy'),
    ('joy', 'happy'), ('sadness', 'sad'), (' surprised\n', 'surprise'), ('neutrality', 'neutral')])
def test_a_synonym_is_understood(word: str, label: str):
    assert canonical_label(word) == label


@pytest.mark.parametrize('word', ['contempt', '', 'happy sad', 'unhappy', None, 3])
def test_an_unknown_word_is_quoted_with_the_labels(word):
    with pytest.raises(ValueError) as caught:
        canonical_label(word)
    assert f"'{word}'" in str(caught.value)
    assert ', '.join(LABELS) in str(caught.value)


@pytest.mark.parametrize(('text', 'labels'), [
    ('', LABELS), ('happy', ('happy',)), ('sad,happy', ('happy', 'sad')),
    (' Neutral , anger', ('angry', 'neutral')), ('joy,happy', ('happy',)),
    (','.join(reversed(LABELS)), LABELS)])
def test_chosen_labels(text: str, labels: tuple[str, ...]):
    assert parse_labels(text) == labels


@pytest.mark.parametrize('text', ['happy,bored', 'happy,', ',', ' ', 'happy;sad', UNKNOWN])
def test_a_choice_with_a_word_that_is_no_label(text: str):
    with pytest.raises(ValueError, match='unknown emotion label'):
        parse_labels(text)


def test_unknown_is_no_label():
    assert UNKNOWN == 'unknown'
    assert UNKNOWN not in LABELS
