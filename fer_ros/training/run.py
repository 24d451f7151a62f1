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

"""A run in a folder: begun or gone on with, measured, and exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fer_ros.classifiers.keras import load_keras
from fer_ros.model_store.manifest import save_manifest
from fer_ros.training.architectures import Architecture
from fer_ros.training.checkpoint import NAME as CHECKPOINT
from fer_ros.training.data import DataSet
from fer_ros.training.evaluate.metrics import classification_metrics
from fer_ros.training.export import export
from fer_ros.training.faces import predict
from fer_ros.training.manifest import trained_manifest, weaknesses
from fer_ros.training.mean import delete_ends
from fer_ros.training.record import write_record
from fer_ros.training.train import MODEL_FILE, Training
from fer_ros.values.errors import FerRosError
import numpy as np


def open_training(architecture: Architecture, data: DataSet, out: Path, *, resume: bool,
                  seed: int, policy: str, weights: list[np.ndarray] | None,
                  origin: str) -> Training:
    """
    Return a training in the folder `out`.

    :raises FerRosError: if the folder holds a training and `resume` is not set, or none and it
        is, or another one
    """
    training = Training(architecture, data, out, seed=seed, policy=policy, weights=weights,
                        origin=origin)
    if not resume and (out / CHECKPOINT).exists():
        raise FerRosError(f"'{out}' holds the checkpoint of a training; go on with it by "
                          f'--resume, or delete {CHECKPOINT} to start anew')
    if resume and not training.resume():
        raise FerRosError(f"there is nothing to resume in '{out}': it has no {CHECKPOINT}")
    return training


def finish(training: Training, data: DataSet, command: str) -> dict[str, Any]:
    """
    Measure the best epoch's model, write the records, the manifests and the ONNX file.

    The checkpoint and the ends of stages, of no more use, are deleted.

    :return: the figures on PublicTest
    """
    import keras

    architecture, out, public = training.architecture, training.out, data.split('PublicTest')
    path = out / MODEL_FILE
    model = load_keras(path)
    scores = predict(model, public.faces, architecture.input)
    metrics = classification_metrics(scores, public.classes)
    record = write_record(training, data, {'PublicTest': metrics})
    manifest = trained_manifest(path, architecture, record,
                                weaknesses(scores, public.classes), command)
    save_manifest(manifest, out)
    if keras.backend.backend() == 'tensorflow':
        export(model, manifest, architecture.name, out, public.faces)
    else:
        print(f'not exported, which needs TensorFlow: KERAS_BACKEND=tensorflow fer_ros export '
              f'--model {path} --name {architecture.name} --data {data.path} --out {out}')
    (out / CHECKPOINT).unlink()
    delete_ends(out)
    return metrics
