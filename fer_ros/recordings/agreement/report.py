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

"""The page about the agreement with a coder, and its figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
import json
from pathlib import Path
from typing import Any

from fer_ros.outputs.face_log import Interval
from fer_ros.outputs.report.timeline import axis, legend, STYLE, time_bar
from fer_ros.page import confusion_png, Page
from fer_ros.recordings.agreement.coded import read_coded
from fer_ros.recordings.agreement.compare import (agreement, by_interval, by_second, Comparison,
                                                  Recording)
from fer_ros.recordings.agreement.table import read_labels
from fer_ros.values.labels import LABELS, UNKNOWN
import numpy as np

_STYLE = STYLE + 'h3 { margin-bottom: .2rem; }\n@media print { body { margin: 0; } }\n'


def evaluate_recording(results: Path, coded_file: Path, out: Path, *, bag: str = '',
                       topic: str = '') -> dict[str, Any]:
    """
    Compare a recording with a coder, write metrics.json and index.html, and return the figures.

    :param results: `emotions.csv`, or its folder
    :param coded_file: table of labelled intervals
    :param bag: which recording, if the table has several
    :param topic: which camera, if the recording has several
    :raises SourceError: if a table cannot be read, or they do not fit together
    :raises OSError: if the files cannot be written
    """
    recording, coded = Recording(read_labels(results, bag, topic)), read_coded(coded_file)
    times = {'second': by_second(recording, coded), 'interval': by_interval(recording, coded)}
    metrics = {name: agreement(comparisons) for name, comparisons in times.items()}
    (out / 'metrics.json').write_text(
        json.dumps({'recording': results.name, 'coder': coded_file.name, **metrics}, indent=2)
        + '\n', encoding='utf-8')
    page = Page(f'{results.name} and {coded_file.name}', _STYLE)
    _figures(page, metrics)
    page.html(legend())
    for name, comparisons in times.items():
        _time(page, name, comparisons)
        page.picture(confusion_png(np.array(metrics[name]['confusion']), LABELS, f'{name}s',
                                   ('coder', 'fer_ros')),
                     f'By {name}: a row holds the {name}s with one label of the coder, a column '
                     'what the recording has. The diagonal is agreement.')
    page.save(out / 'index.html')
    return metrics


def agreement_table(metrics: dict[str, dict[str, Any]]) -> tuple[tuple[str, ...], list[tuple]]:
    """Return the headers and rows of a table of the figures."""
    def text(value: float | None, form: str) -> str:
        return '-' if value is None else format(value, form)

    return (('by', 'coded', 'compared', 'accuracy', 'macro F1', "Cohen's kappa"),
            [(name, figures['coded'], figures['compared'], text(figures['accuracy'], '.1%'),
              text(figures['macro_f1'], '.4f'), text(figures['kappa'], '.4f'))
             for name, figures in metrics.items()])


def _figures(page: Page, metrics: dict[str, dict[str, Any]]) -> None:
    page.table(*agreement_table(metrics))
    page.text('Compared are the times that the coder has labelled and in which the recording has '
              'a face with a label other than unknown. Kappa is the agreement beyond chance: 0 is '
              'chance, 1 is complete agreement.')


def _time(page: Page, name: str, comparisons: Sequence[Comparison]) -> None:
    page.heading(f'By {name}')
    if not comparisons:
        return
    start = min(one.start_s for one in comparisons)
    end = max(one.end_s for one in comparisons)
    for who, labels in (('Coder', [one.coded for one in comparisons]),
                        ('fer_ros', [one.label for one in comparisons])):
        page.html(f'<h3>{who}</h3>' + time_bar(
            [Interval(one.start_s, one.end_s, label, 1, 1.0)
             for one, label in zip(comparisons, labels, strict=True) if label != UNKNOWN],
            start, end, f'Labels of {who} over time'))
    page.html(axis(start, end))
