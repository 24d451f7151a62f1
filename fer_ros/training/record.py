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

"""What a run leaves beside its model: run.json, history.csv and curves.png."""

from __future__ import annotations

import csv
from dataclasses import asdict, fields
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

VERSIONS = ('keras', 'tensorflow', 'torch', 'jax', 'tf2onnx', 'numpy', 'opencv-python-headless')


def write_record(training: Training, data: DataSet, metrics: dict[str, Any]) -> dict[str, Any]:
    """
    Write the three files and return what `run.json` holds.

    :param metrics: of the best epoch's model, by split
    """
    progress, plan = training.progress, training.plan
    best = progress.best
    assert best is not None
    record = {
        'architecture': plan['architecture'], 'parameters': training.model.count_params(),
        'seed': plan['seed'], 'weights': plan['weights'], 'precision': plan['precision'],
        'stages': plan['stages'], 'mean_of': plan['mean_of'], 'teacher': plan['teacher'],
        'kept': 'the epoch with the best accuracy on PublicTest',
        'best_epoch': {'stage': best.stage, 'epoch': best.epoch},
        'data': {'file': Path(data.path).name, 'sha256': data.sha256,
                 **({'split_by_hash': data.hash_share} if data.hash_share else {}),
                 'faces': {name: len(split) for name, split in data.splits.items()},
                 'training_faces_used': plan['training_faces'],
                 'ferplus_votes': plan['ferplus_votes']},
        'versions': {'python': platform.python_version(), 'backend': plan['backend'],
                     **_versions()},
        'seconds': round(sum(epoch.seconds for epoch in progress.history)),
        'metrics': metrics}
    text = json.dumps({**record, 'history': [asdict(epoch) for epoch in progress.history]},
                      indent=2)
    (training.out / 'run.json').write_text(text + '\n', encoding='utf-8')
    with open(training.out / 'history.csv', 'w', encoding='utf-8', newline='') as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Epoch)])
        rows.writeheader()
        rows.writerows(map(asdict, progress.history))
    _draw_curves(progress.history, training.out / 'curves.png')
    return record


def _versions() -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for name in VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _draw_curves(history: list[Epoch], path: Path) -> None:
    """Draw loss and accuracies over the epochs of all stages."""
    from matplotlib.figure import Figure

    figure = Figure((10, 4), layout='constrained')
    loss, accuracy = figure.subplots(1, 2)
    numbers = range(1, len(history) + 1)
    # As floats, None is NaN, which leaves a gap.
    loss.plot(numbers, np.array([epoch.loss for epoch in history], float), marker='.')
    loss.set(xlabel='epoch', ylabel='training loss')
    scored = [(number, epoch) for number, epoch in zip(numbers, history, strict=True)
              if epoch.public_accuracy is not None]
    for name, key in (('Training (augmented)', 'accuracy'), ('PublicTest', 'public_accuracy')):
        accuracy.plot([number for number, _ in scored],
                      100 * np.array([getattr(epoch, key) for _, epoch in scored], float),
                      marker='.', label=name)
    accuracy.set(xlabel='epoch', ylabel='accuracy [%]')
    accuracy.legend()
    for axes in (loss, accuracy):
        axes.grid(alpha=0.3)
        for number, (before, after) in enumerate(pairwise(history), 1):
            if before.stage != after.stage:
                axes.axvline(number + 0.5, color='gray', linestyle=':')
                axes.text(number + 0.6, axes.get_ylim()[0], after.stage, color='gray')
    figure.savefig(path, dpi=120)
