"""The labels and the spellings that mean them."""

import pytest

from fer_ros.values.labels import canonical_label, LABELS


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
