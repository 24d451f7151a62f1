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

"""The orders of classes that emotion models usually have."""

from __future__ import annotations

from dataclasses import dataclass

from fer_ros.values.errors import ModelError
from fer_ros.values.labels import canonical_label, LABELS

# Words with which a user says that a class is none of the seven
OTHER_WORDS = ('contempt', 'unknown', 'nf', 'none', 'null', 'other', 'uncertain', 'no-face',
               'valence', 'arousal', '-')


@dataclass(frozen=True)
class LabelOrder:
    """
    An order of classes: its origin, and the labels by the number of classes.

    None stands for a class that is none of the seven, such as contempt.
    """

    source: str
    labels: dict[int, tuple[str | None, ...]]


def _order(source: str, *variants: str) -> LabelOrder:
    labels = [tuple(map(_label, words.split())) for words in variants]
    return LabelOrder(source, {len(one): one for one in labels})


def _label(word: str) -> str | None:
    """Return the canonical label, or None for a class that is none of the seven."""
    if word.strip().lower() in OTHER_WORDS:
        return None
    return canonical_label(word)


ORDERS = {
    'fer2013': LabelOrder('FER2013 (Goodfellow et al. 2013), Kaggle', {7: LABELS}),
    # flow_from_directory of Keras and ImageFolder of torchvision sort the folders; with contempt,
    # HSEmotion (Savchenko 2022), whose models may add valence and arousal.
    'alphabetical': _order(
        'folders in the order of their names, as Keras and torchvision read them',
        'angry disgust fear happy neutral sad surprise',
        'angry contempt disgust fear happy neutral sad surprise',
        'angry contempt disgust fear happy neutral sad surprise valence arousal'),
    'ferplus': _order(
        'FERPlus (Barsoum et al. 2016), ONNX Model Zoo',
        'neutral happy surprise sad angry disgust fear',
        'neutral happy surprise sad angry disgust fear contempt',
        'neutral happy surprise sad angry disgust fear contempt unknown',
        'neutral happy surprise sad angry disgust fear contempt unknown nf'),
    'affectnet': _order(
        'AffectNet (Mollahosseini et al. 2017)',
        'neutral happy sad surprise fear disgust angry',
        'neutral happy sad surprise fear disgust angry contempt',
        'neutral happy sad surprise fear disgust angry contempt valence arousal',
        'neutral happy sad surprise fear disgust angry contempt none uncertain no-face'),
    'rafdb': _order('RAF-DB (Li et al. 2017)', 'surprise fear disgust happy sad angry neutral'),
    'ckplus': _order('CK+ (Lucey et al. 2010)',
                     'angry contempt disgust fear happy sad surprise',
                     'neutral angry contempt disgust fear happy sad surprise'),
}


def orders_for(classes: int) -> dict[str, tuple[str | None, ...]]:
    """Return the known orders for a number of classes, by name."""
    return {name: order.labels[classes] for name, order in ORDERS.items()
            if classes in order.labels}


def parse_order(text: str, classes: int) -> tuple[str | None, ...]:
    """
    Return the labels of a model's classes from a text of the user.

    :param text: the name of a known order, or a word for each class, separated by commas: a
        label, or one of OTHER_WORDS
    :raises ModelError: if the text is neither, or the number of classes is wrong.
    """
    name = text.strip().lower()
    if name in ORDERS:
        known = ORDERS[name].labels
        if classes not in known:
            raise ModelError(f"the order '{name}' has {' or '.join(map(str, known))} classes, but "
                             f'the model has {classes}: {_allowed(classes)}')
        return known[classes]
    try:
        labels = tuple(map(_label, text.split(',')))
    except ValueError as error:
        raise ModelError(f"labels '{text}': {error}; for another class write one of "
                         f'{", ".join(OTHER_WORDS)}. {_allowed(classes)}') from error
    if len(labels) != classes:
        raise ModelError(f"labels '{text}' has {len(labels)} classes, but the model has "
                         f'{classes}: {_allowed(classes)}')
    return labels


def order_text(labels: tuple[str | None, ...]) -> str:
    """Return the labels as text for a user."""
    return ', '.join(label or '-' for label in labels)


def _allowed(classes: int) -> str:
    """Return the orders for a number of classes, as text for a message."""
    known = ', '.join(orders_for(classes))
    return ((f'give one of {known}, or ' if known else 'give ')
            + f'{classes} labels with commas between')
