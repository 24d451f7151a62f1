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

"""A confusion matrix as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.page.figures import figure_png, new_figure
import numpy as np


def confusion_png(counts: np.ndarray, labels: Sequence[str], what: str,
                  sides: tuple[str, str] = ('true', 'said')) -> bytes:
    """
    Draw a confusion matrix as counts and as shares of the rows.

    :param counts: (n, n), a row for each true class
    :param labels: the names of the classes
    :param what: what is counted
    :param sides: what the rows and the columns mean
    """
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = new_figure(12, 5.4)
    for axes, title, texts in zip(
            figure.subplots(1, 2), (what, f'Share of the row ({sides[0]})'),
            (counts.astype(str), np.char.mod('%.0f%%', 100 * shares)), strict=True):
        axes.imshow(shares, cmap='Blues', vmin=0, vmax=1)
        axes.set(title=title, xlabel=sides[1], ylabel=sides[0],
                 xticks=range(len(labels)), yticks=range(len(labels)))
        axes.set_xticklabels(labels, rotation=45, ha='right')
        axes.set_yticklabels(labels)
        for (row, column), text in np.ndenumerate(texts):
            axes.text(column, row, text, ha='center', va='center', fontsize=9,
                      color='white' if shares[row, column] > 0.5 else 'black')
    return figure_png(figure)
