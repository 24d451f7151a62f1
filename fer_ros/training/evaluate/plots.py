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

"""The plots of an evaluation, each as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fer_ros.page import figure_png, new_figure
from fer_ros.training.evaluate.measure import Result
from fer_ros.training.evaluate.metrics import BINS, calibration_bins
from fer_ros.values.labels import LABELS
import numpy as np


def classes_png(metrics: dict[str, Any]) -> bytes:
    """Draw precision, recall and F1 by class."""
    figure = new_figure(9, 4)
    axes = figure.subplots()
    places = np.arange(len(LABELS))
    for number, name in enumerate(('precision', 'recall', 'f1')):
        bars = axes.bar(places + 0.27 * (number - 1), [
            100 * metrics['per_class'][label][name] for label in LABELS], 0.27,
            label='F1' if name == 'f1' else name)
        axes.bar_label(bars, fmt='%.0f', fontsize=8)
    axes.set(ylim=(0, 105), ylabel='%', xticks=places)
    axes.set_xticklabels([f"{label}\n({metrics['per_class'][label]['support']})"
                          for label in LABELS])
    axes.legend(ncol=3, loc='upper center', bbox_to_anchor=(0.5, 1.14))
    return figure_png(figure)


def reliability_png(result: Result, classes: np.ndarray) -> bytes:
    """Draw accuracy over confidence, and the distribution of confidence."""
    share, _, accuracy = calibration_bins(result.probabilities, classes).T
    edges = np.arange(BINS) / BINS
    figure = new_figure(6, 5)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.bar(edges, 100 * np.nan_to_num(accuracy), 1 / BINS, align='edge', edgecolor='white')
    upper.plot([0, 1], [0, 100], color='gray', linestyle='--', label='perfectly calibrated')
    upper.set(ylabel='accuracy [%]', xlim=(0, 1), ylim=(0, 100))
    upper.legend(loc='upper left')
    lower.bar(edges, 100 * share, 1 / BINS, align='edge', edgecolor='white')
    lower.set(xlabel='confidence', ylabel='faces [%]')
    return figure_png(figure)


def comparison_png(results: Sequence[Result]) -> bytes:
    """Draw accuracy, macro F1 and the recall of each class for several models."""
    names = ['accuracy', 'macro F1', *LABELS]
    figure = new_figure(11, 4.2)
    axes = figure.subplots()
    width = 0.8 / len(results)
    for number, result in enumerate(results):
        metrics = result.metrics
        values = [metrics['accuracy'], metrics['macro_f1'],
                  *(metrics['per_class'][label]['recall'] for label in LABELS)]
        bars = axes.bar(np.arange(len(names)) + (number - (len(results) - 1) / 2) * width,
                        100 * np.array(values), width, label=result.model)
        axes.bar_label(bars, fmt='%.0f', fontsize=7)
    axes.set(ylim=(0, 105), ylabel='%', xticks=range(len(names)))
    axes.set_xticklabels([*names[:2], *(f'{label}\nrecall' for label in LABELS)])
    axes.legend(ncol=len(results), loc='upper center', bbox_to_anchor=(0.5, 1.14))
    return figure_png(figure)


def speed_png(rows: Sequence[dict[str, Any]], split: str) -> bytes:
    """
    Draw the accuracy of models over the time that they take for a face.

    :param rows: of each model `model`, `accuracy` 0..1, `flip`, and the `ms_per_face` of
        `batch_1` and `batch_8`
    """
    from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter

    figure = new_figure(7, 4.5)
    axes = figure.subplots()
    for row in rows:
        times = [row[batch]['ms_per_face'] for batch in ('batch_1', 'batch_8')]
        accuracy = 100 * row['accuracy']
        (line,) = axes.plot(times, [accuracy] * 2, '-', linewidth=1)
        axes.plot(times[:1], [accuracy], 'o', color=line.get_color(),
                  label=row['model'] + (' (flip)' if row['flip'] else ''))
        axes.plot(times[1:], [accuracy], 'o', color=line.get_color(), fillstyle='none')
    axes.set(xlabel='ms a face on one core (filled: alone, empty: among eight)', xscale='log',
             ylabel=f'right on {split} [%]')
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.legend(loc='lower right')
    axes.margins(0.15)
    axes.grid(alpha=0.3, which='both')
    return figure_png(figure)
