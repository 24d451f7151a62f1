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

"""Writes the report of an evaluation: metrics.json, plots, index.html."""

from __future__ import annotations

from collections.abc import Sequence
import json
from pathlib import Path

from fer_ros.page import confusion_png, face_grid, figure_png, Page
from fer_ros.training.data import Split
from fer_ros.training.evaluate.measure import Result, worst_mistakes
from fer_ros.training.evaluate.plots import (
    classes_png, comparison_png, reliability_png)
from fer_ros.values.labels import LABELS
import numpy as np

WORST = 32


def write_report(results: Sequence[Result], split: Split, split_name: str, data: str,
                 out: Path) -> None:
    """
    Write the files of the report.

    :param results: the result of the reported model, then those of the models to compare with
    :param data: the name of the data set
    """
    result, *others = results
    metrics = {'split': split_name, 'data': data, **result.metrics}
    if others:
        metrics['compare'] = [other.metrics for other in results]
    (out / 'metrics.json').write_text(json.dumps(metrics, indent=2) + '\n', encoding='utf-8')
    page = Page(f'{result.model} on {split_name}')
    _summary(page, result, split_name, data)
    pictures = _pictures(result, split)
    if others:
        page.heading('Side by side')
        page.table(*comparison_table(results))
        pictures = [('comparison.png', comparison_png(results),
                     'The models side by side: accuracy, macro F1, and the share of each class '
                     'that is recognised.'), *pictures]
    for name, png, caption in pictures:
        (out / name).write_bytes(png)
        page.picture(png, caption)
    page.save(out / 'index.html')


def _summary(page: Page, result: Result, split_name: str, data: str) -> None:
    metrics = result.metrics
    speed = metrics['ms_per_face']
    page.text(f"{metrics['faces']} faces of {split_name} in {data}. The model is right on "
              f"{metrics['accuracy']:.2%} of them; the mean F1 of the seven classes is "
              f"{metrics['macro_f1']:.4f}. Its confidence is {metrics['mean_confidence']:.1%} on "
              f"average and off by {metrics['ece']:.4f} (expected calibration error). A face "
              f"takes {speed['batch_1']} ms alone and {speed['batch_8']} ms among eight.")
    if 'without_copies' in metrics:
        own = metrics['without_copies']
        page.text(f"{metrics['faces'] - own['faces']} of the faces have a copy in Training. "
                  f"Without them the model is right on {own['accuracy']:.2%}, with a mean F1 of "
                  f"{own['macro_f1']:.4f}.")
    if 'ferplus_agreement' in metrics:
        agreement = metrics['ferplus_agreement']
        page.text(f"On {agreement['accuracy']:.2%} of {agreement['faces']} faces it says what "
                  'most of the people said who voted for FERPlus.')
    page.table(('class', 'precision', 'recall', 'F1', 'faces'),
               ((label, *(f'{figures[name]:.4f}' for name in ('precision', 'recall', 'f1')),
                 figures['support']) for label, figures in metrics['per_class'].items()))


def _pictures(result: Result, split: Split) -> list[tuple[str, bytes, str]]:
    worst = worst_mistakes(result, split, WORST)
    pictures = [
        ('confusion.png', confusion_png(np.array(result.metrics['confusion']), LABELS, 'Faces'),
         'Confusion matrix: a row holds the faces of one true class, a column what the model '
         'said of them. The diagonal is right.'),
        ('classes.png', classes_png(result.metrics),
         'By class: precision (of those said to be it, how many are), recall (of those that are '
         'it, how many were found) and their harmonic mean F1; the number of faces in '
         'parentheses.'),
        ('reliability.png', reliability_png(result, split.classes),
         'Reliability: how often the model is right where it is how sure. Bars under the dashed '
         'line are faces on which it is too sure.')]
    if worst:
        faces, titles = zip(*worst, strict=True)
        pictures.append((
            'mistakes.png', figure_png(face_grid(faces, titles, 8)),
            'The mistakes of which the model is most sure: the label of the data, and what the '
            'model said. Some are mistakes of the label.'))
    return pictures


def comparison_table(results: Sequence[Result]) -> tuple[tuple[str, ...], list[tuple]]:
    """Return the headers and rows of a table that compares the models."""
    headers = ('model', 'accuracy', 'macro F1', 'ECE', 'ms a face',
               *(f'{label} recall' for label in LABELS))
    return headers, [
        (result.model, f"{result.metrics['accuracy']:.2%}", f"{result.metrics['macro_f1']:.4f}",
         f"{result.metrics['ece']:.4f}", result.metrics['ms_per_face']['batch_1'],
         *(f"{result.metrics['per_class'][label]['recall']:.0%}" for label in LABELS))
        for result in results]
