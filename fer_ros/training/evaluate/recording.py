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

"""Writes measured metrics and times into a model's manifest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fer_ros.model_store.manifest import save_manifest
from fer_ros.model_store.store import find_model, StoredModel
from fer_ros.training.manifest import weaknesses_in
from fer_ros.values.errors import FerRosError
import numpy as np


def record_metrics(model: str, split: str, metrics: dict[str, Any]) -> Path:
    """
    Write a model's metrics and weaknesses on a split into its manifest; return its path.

    :param model: a name or path that the model store knows
    :param metrics: metrics as `all_metrics` returns them
    :raises FerRosError: if the manifest cannot be written
    """
    stored = find_model(model)
    figures = {
        'accuracy': round(metrics['accuracy'], 4), 'macro_f1': round(metrics['macro_f1'], 4),
        'recall': {label: round(values['recall'], 4)
                   for label, values in metrics['per_class'].items()}}
    recorded = {**stored.manifest.metrics, split: figures}
    if 'without_copies' in metrics:
        recorded[f'{split} without copies'] = {
            name: metrics['without_copies'][name] for name in ('accuracy', 'macro_f1')}
    return _save(stored, metrics=recorded,
                 weaknesses=tuple(weaknesses_in(np.array(metrics['confusion']))))


def record_speed(model: str, processor: str, ms_per_face: dict[int, float]) -> Path:
    """
    Write the time of a model, with all that its manifest asks for, into the manifest.

    :param model: a name or path that the model store knows
    :param processor: name of the processor
    :param ms_per_face: by the number of faces in a call, which must include 1
    :return: the manifest's path
    :raises FerRosError: if the manifest cannot be written
    """
    stored = find_model(model)
    times = {'ms_per_face' if size == 1 else f'ms_per_face_among_{size}': value
             for size, value in ms_per_face.items()}
    return _save(stored, performance={
        **stored.manifest.performance, 'cpu': processor, **times,
        'measured_with_flip': stored.manifest.flip})


def _save(stored: StoredModel, **changes: Any) -> Path:
    folder = stored.path.parent
    try:
        return save_manifest(replace(stored.manifest, **changes), folder)
    except OSError as error:
        raise FerRosError(f"cannot write the manifest of '{stored.manifest.name}' to '{folder}': "
                          f'{error.strerror}') from error
