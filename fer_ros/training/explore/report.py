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

"""Writes the report of an exploration: explore.json, plots, index.html."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fer_ros.page import Page
from fer_ros.training.data import DataSet
from fer_ros.training.data.copies import Copies, find_copies
from fer_ros.training.explore import counts, pictures
from fer_ros.values.labels import LABELS

SEED = 0
PAIRS = 9
SUSPECTS = 30


def explore(data: DataSet, out: Path) -> dict[str, Any]:
    """Write the files to the folder `out` and return the contents of explore.json."""
    copies = find_copies(data)
    figures: dict[str, Any] = {
        'data': Path(data.path).name, 'sha256': data.sha256, 'left_out': data.skipped,
        'counts': {name: counts.class_counts(split) for name, split in data.splits.items()},
        'class_weights': {name: counts.class_weights(split)
                          for name, split in data.splits.items()},
        'light': {name: counts.light(split) for name, split in data.splits.items()},
        'copies': counts.copy_counts(copies, data),
        'agreement': {name: counts.agreement(split) for name, split in data.splits.items()
                      if split.votes is not None}}
    (out / 'explore.json').write_text(json.dumps(figures, indent=2) + '\n', encoding='utf-8')
    report = _Report(out, f"FER2013: {figures['data']}")
    _classes(report, data, figures)
    _faces(report, data, figures)
    _copies(report, copies, figures['copies'])
    _labels(report, data, figures['agreement'])
    report.page.save(out / 'index.html')
    return figures


class _Report:
    """A page whose pictures are also written to files."""

    def __init__(self, out: Path, title: str) -> None:
        self.page = Page(title)
        self._out = out

    def picture(self, name: str, png: bytes, caption: str) -> None:
        (self._out / name).write_bytes(png)
        self.page.picture(png, caption)


def _classes(report: _Report, data: DataSet, figures: dict[str, Any]) -> None:
    page, names = report.page, list(data.splits)
    page.heading('Classes')
    for reason, count in data.skipped.items():
        page.text(f'Left out: {count} with {reason}.')
    page.table(('class', *names, f'weight in {names[0]}'), [
        *((label, *(figures['counts'][name][label] for name in names),
           figures['class_weights'][names[0]][label]) for label in LABELS),
        ('all', *(len(data.splits[name]) for name in names), '')])
    faces = figures['counts'][names[0]]
    most, least = max(faces, key=faces.get), min(faces, key=faces.get)
    page.text(f'In {names[0]} {most} has {faces[most] / max(faces[least], 1):.0f} times as many '
              f'faces as {least}. A class weight is n / (7 n_c): with it all classes count '
              'alike.')
    report.picture('classes.png', pictures.classes_png(data),
                   'The share of each class, by split; the numbers are faces. Where the splits '
                   'agree, a figure measured on one speaks for the other.')


def _faces(report: _Report, data: DataSet, figures: dict[str, Any]) -> None:
    name, split = next(iter(data.splits.items()))
    report.page.heading('Faces')
    report.picture('examples.png', pictures.examples_png(split, SEED),
                   f'Faces of {name}, drawn at random, a class a row.')
    report.picture('means.png', pictures.means_png(split),
                   f'The mean face of each class in {name}, and below it where it is brighter '
                   '(red) or darker (blue) than the mean of all.')
    report.page.table(('split', 'brightness', 'contrast', 'blank pictures'),
                      ((split_name, *values.values())
                       for split_name, values in figures['light'].items()))
    report.picture('light.png', pictures.light_png(data),
                   'Brightness and contrast of the faces, by split.')


def _copies(report: _Report, copies: Copies, rows: list[dict[str, Any]]) -> None:
    report.page.heading('Copies')
    report.page.text('Two faces are called copies where their thumbnails correlate by 0.96 or '
                     'more: often one photograph with another crop or watermark. Where the whole '
                     'faces correlate by more than 0.99 they are one picture, and `fer_ros train` '
                     'leaves those of Training out that are in a test split. Copies across splits '
                     'make a measurement look better than it is; copies with different labels '
                     'can at best be half right.')
    report.page.table(
        ('between', 'pairs', 'above 0.99', 'equal to the pixel', 'faces of the first',
         'above 0.99', 'faces of the second', 'above 0.99', 'pairs with different labels'),
        ((' and '.join(row['between']), row['pairs'], row['same'], row['exact'],
          row['faces'][0], row['same_faces'][0], row['faces'][1], row['same_faces'][1],
          row['contradicting']) for row in rows))
    for row in rows:
        one, other = row['between']
        pairs = copies.contradicting(copies.between(one, other))[:PAIRS]
        if len(pairs):
            report.picture(f'copies_{one}_{other}.png', pictures.copies_png(copies, pairs),
                           f'Copies with different labels, {one} and {other}.')


def _labels(report: _Report, data: DataSet, agreement: dict[str, Any]) -> None:
    report.page.heading('Suspect labels')
    if not agreement:
        report.page.text('The data has no FERPlus votes to compare the labels with.')
    for name, by_label in agreement.items():
        report.page.table(
            (f'{name}: label', 'votes for it [%]', 'faces with most votes for it [%]',
             'faces voted on'),
            ((label, f"{100 * row['own']:.1f}", f"{100 * row['most']:.1f}", row['faces'])
             for label, row in by_label.items()))
        split = data.splits[name]
        report.picture(f'suspects_{name}.png',
                       pictures.suspects_png(split, counts.suspects(split, SUSPECTS)),
                       f'The faces of {name} whose votes speak most against their label: the '
                       'label, and what most people voted for.')
