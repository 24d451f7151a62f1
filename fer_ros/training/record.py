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

"""The files that a run writes beside its model: run.json, history.csv and curves.png."""

from __future__ import annotations

import csv
from importlib import metadata
from itertools import pairwise
import json
from pathlib import Path
import platform
from typing import Any

from fer_ros.training.data import DataSet
from fer_ros.training.progress import Epoch
from fer_ros.training.train import Training
import numpy as np

VERSIONS = ('keras', 'tensorflow', 'torch', 'jax', 'tf2onnx', 'onnx', 'onnxruntime', 'numpy',
            'opencv-python-headless')


def write_record(training: Training, number: int, out: Path, data: DataSet,
                 metrics: dict[str, Any]) -> dict[str, Any]:
    """
    Write the three files of a network to `out` and return what its `run.json` holds.

    :param number: index of the network among those that were trained side by side
    :param metrics: the metrics of the network, by split
    """
    plan, history = training.plan, training.progress.history
    member = plan['members'][number]
    record = {
        'architecture': member['architecture'],
        'parameters': training.models[number].count_params(),
        'seed': member['seed'], 'weights': plan['weights'], 'precision': plan['precision'],
        'stages': member['stages'], 'mean_of': member['mean_of'], 'teachers': plan['teachers'],
        'side_by_side_with': [other['name'] for other in plan['members'] if other is not member],
        'kept': 'the end of the last stage',
        'left_out_fold': member['left_out_fold'], 'folds': plan['folds'],
        'data': {'file': Path(data.path).name, 'sha256': data.sha256,
                 **({'split_by_hash': data.hash_share} if data.hash_share else {}),
                 'faces': {name: len(split) for name, split in data.splits.items()},
                 'training_faces_used': plan['training_faces'],
                 'copies_left_out': plan['copies_left_out'],
                 'no_faces_left_out': plan['no_faces_left_out'],
                 'ferplus_votes': plan['ferplus_votes']},
        'versions': {'python': platform.python_version(), 'backend': plan['backend'],
                     **versions()},
        'seconds': round(sum(epoch.seconds for epoch in history)),
        'metrics': metrics}
    rows = [_row(epoch, number) for epoch in history]
    text = json.dumps({**record, 'history': rows}, indent=2)
    (out / 'run.json').write_text(text + '\n', encoding='utf-8')
    with open(out / 'history.csv', 'w', encoding='utf-8', newline='') as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    _draw_curves(rows, out / 'curves.png')
    return record


def _row(epoch: Epoch, number: int) -> dict[str, Any]:
    """Return an epoch's figures for one network."""
    def own(values: list[float] | None) -> float | None:
        return None if values is None else values[number]

    return {'stage': epoch.stage, 'epoch': epoch.epoch, 'loss': epoch.loss,
            'accuracy': own(epoch.accuracies), 'validation_accuracy': own(epoch.validation),
            'seconds': epoch.seconds}


def versions() -> dict[str, str]:
    """Return the versions of the installed packages among VERSIONS."""
    found = {}
    for name in VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _draw_curves(history: list[dict[str, Any]], path: Path) -> None:
    """Draw loss and accuracies over the epochs of all stages."""
    from matplotlib.figure import Figure

    figure = Figure((10, 4), layout='constrained')
    loss, accuracy = figure.subplots(1, 2)
    numbers = range(1, len(history) + 1)
    # As floats, None is NaN, which leaves a gap.
    loss.plot(numbers, np.array([epoch['loss'] for epoch in history], float), marker='.')
    loss.set(xlabel='epoch', ylabel='training loss')
    for name, key in (('training (augmented)', 'accuracy'),
                      ('validation fold', 'validation_accuracy')):
        scored = [(number, 100 * epoch[key]) for number, epoch in zip(
            numbers, history, strict=True) if epoch[key] is not None]
        if scored:
            accuracy.plot(*zip(*scored, strict=True), marker='.', label=name)
    accuracy.set(xlabel='epoch', ylabel='accuracy [%]')
    if accuracy.lines:
        accuracy.legend()
    for axes in (loss, accuracy):
        axes.grid(alpha=0.3)
        for number, (before, after) in enumerate(pairwise(history), 1):
            if before['stage'] != after['stage']:
                axes.axvline(number + 0.5, color='gray', linestyle=':')
                axes.text(number + 0.6, axes.get_ylim()[0], after['stage'], color='gray')
    figure.savefig(path, dpi=120)
