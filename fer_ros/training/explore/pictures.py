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

"""The plots of an exploration, each as PNG."""

from __future__ import annotations


from fer_ros.page import face_grid, figure_png, new_figure
from fer_ros.training.data import DataSet, Split, VOTE_COLUMNS
from fer_ros.training.data.copies import Copies
from fer_ros.training.explore.counts import class_counts
from fer_ros.values.labels import LABELS
import numpy as np

EXAMPLES = 10
_GAP = 6  # pixels between two faces


def classes_png(data: DataSet) -> bytes:
    """Draw the share of each class in each split, with the number of faces on the bars."""
    figure = new_figure(10, 4)
    axes = figure.subplots()
    width = 0.8 / len(data.splits)
    for number, (name, split) in enumerate(data.splits.items()):
        counts = class_counts(split)
        places = np.arange(len(LABELS)) + (number - (len(data.splits) - 1) / 2) * width
        bars = axes.bar(places, [100 * count / len(split) for count in counts.values()], width,
                        label=f'{name} ({len(split)})')
        axes.bar_label(bars, list(map(str, counts.values())), fontsize=8)
    axes.set(ylabel='faces of the split [%]', xticks=range(len(LABELS)))
    axes.set_xticklabels(LABELS)
    axes.margins(y=0.1)
    axes.legend()
    return figure_png(figure)


def examples_png(split: Split, seed: int) -> bytes:
    """Draw ten faces of each class, chosen at random."""
    generator = np.random.default_rng(seed)
    # One picture of all faces: matplotlib takes seconds to lay out as many axes.
    side = split.faces.shape[1] + _GAP
    sheet = np.full((len(LABELS) * side, EXAMPLES * side), 255, np.uint8)
    for row in range(len(LABELS)):
        members = np.flatnonzero(split.classes == row)
        for column, place in enumerate(generator.permutation(members)[:EXAMPLES]):
            sheet[row * side:(row + 1) * side - _GAP,
                  column * side:(column + 1) * side - _GAP] = split.faces[place]
    figure = new_figure(11, 8)
    axes = figure.subplots()
    axes.imshow(sheet, cmap='gray', vmin=0, vmax=255)
    axes.set(xticks=[], yticks=(np.arange(len(LABELS)) + 0.5) * side)
    axes.set_yticklabels(LABELS)
    axes.tick_params(length=0)
    axes.set_frame_on(False)
    return figure_png(figure)


def means_png(split: Split) -> bytes:
    """Draw the mean face of each class, and its difference from the mean of all faces."""
    overall = split.faces.mean(axis=0)
    figure = new_figure(11, 3.4)
    grid = figure.subplots(2, len(LABELS))
    for index, (label, upper, lower) in enumerate(zip(LABELS, *grid, strict=True)):
        members = split.faces[split.classes == index]
        mean = members.mean(axis=0) if len(members) else overall
        upper.imshow(mean, cmap='gray')
        lower.imshow(mean - overall, cmap='RdBu_r', vmin=-25, vmax=25)
        upper.set_title(label)
        for axes in (upper, lower):
            axes.axis('off')
    return figure_png(figure)


def light_png(data: DataSet) -> bytes:
    """Draw the distribution of brightness and contrast of the faces of each split."""
    figure = new_figure(10, 3.2)
    bright, contrast = figure.subplots(1, 2)
    for name, split in data.splits.items():
        for axes, values in ((bright, split.faces.mean(axis=(1, 2))),
                             (contrast, split.faces.std(axis=(1, 2)))):
            axes.hist(values, bins=50, density=True, histtype='step', label=name)
    bright.set(xlabel='mean grey value', ylabel='density')
    contrast.set(xlabel='standard deviation of the grey values')
    contrast.legend()
    return figure_png(figure)


def copies_png(copies: Copies, pairs: np.ndarray) -> bytes:
    """Draw pairs of copies, one face above the other."""
    figure = new_figure(1.25 * len(pairs), 3.6)
    grid = figure.subplots(2, len(pairs), squeeze=False)
    for column, pair in enumerate(pairs):
        for axes, place in zip(grid[:, column], (copies.first[pair], copies.second[pair]),
                               strict=True):
            axes.imshow(copies.faces[place], cmap='gray', vmin=0, vmax=255)
            axes.set_title(f'{copies.splits[place]}\n{LABELS[copies.classes[place]]}', fontsize=8)
            axes.axis('off')
    return figure_png(figure)


def suspects_png(split: Split, places: np.ndarray) -> bytes:
    """Draw faces with their label and the class with the most votes."""
    assert split.votes is not None
    titles = []
    for place in places:
        votes = split.votes[place]
        best = int(votes.argmax())
        titles.append(f'{LABELS[split.classes[place]]}\n→ {VOTE_COLUMNS[best]} '
                      f'{votes[best]}/{max(int(np.maximum(votes, 0).sum()), 1)}')
    return figure_png(face_grid([split.faces[place] for place in places], titles, 10))
