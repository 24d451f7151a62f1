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

"""A training run in a folder: started or resumed, measured, and exported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
import shlex
from typing import Any

from fer_ros.classifiers.keras import load_keras
from fer_ros.model_store.manifest import save_manifest
from fer_ros.training.checkpoint import NAME as CHECKPOINT
from fer_ros.training.data import DataSet
from fer_ros.training.evaluate.metrics import classification_metrics
from fer_ros.training.export import export
from fer_ros.training.faces import predict
from fer_ros.training.manifest import trained_manifest, weaknesses
from fer_ros.training.members import Member
from fer_ros.training.record import write_record
from fer_ros.training.train import Training
from fer_ros.training.weight_averaging import delete_ends
from fer_ros.values.errors import FerRosError

MODEL_FILE = 'model.keras'


def open_training(members: Sequence[Member], data: DataSet, out: Path, *, resume: bool,
                  **options: Any) -> Training:
    """
    Return a training in the folder `out`.

    :param options: arguments of `Training`
    :raises FerRosError: if `resume` is not set and the folder holds a training, or if `resume` is
        set and it holds none or another one
    """
    training = Training(members, data, out, **options)
    if not resume and (out / CHECKPOINT).exists():
        raise FerRosError(f"'{out}' holds the checkpoint of a training; go on with it by "
                          f'--resume, or delete {CHECKPOINT} to start anew')
    if resume and not training.resume():
        raise FerRosError(f"there is nothing to resume in '{out}': it has no {CHECKPOINT}")
    return training


def finish(training: Training, data: DataSet, command: str) -> list[dict[str, Any]]:
    """
    Measure the models on PublicTest, write the records, the manifests and the ONNX files.

    The files of a single network go to the training's folder, those of several networks to
    subfolders with the names of the networks. The checkpoint and the saved ends of stages are
    deleted.

    :return: the metrics of each network on PublicTest
    """
    results = []
    for number, member in enumerate(training.members):
        out = training.out / member.name if len(training.members) > 1 else training.out
        out.mkdir(exist_ok=True)
        results.append(_finish_member(training, number, out, data, command))
    (training.out / CHECKPOINT).unlink(missing_ok=True)
    delete_ends(training.out)
    return results


def _finish_member(training: Training, number: int, out: Path, data: DataSet,
                   command: str) -> dict[str, Any]:
    import keras

    architecture, public = training.members[number].architecture, data.split('PublicTest')
    path = out / MODEL_FILE
    # The saved model computes in full precision, even after mixed-precision training.
    model = architecture.build()
    model.set_weights(training.models[number].get_weights())
    model.save(path)
    model = load_keras(path)
    scores = predict(model, public.faces, architecture.input)
    copied = training.selection.test_copies['PublicTest']
    metrics = {'PublicTest': classification_metrics(scores, public.classes)}
    if copied.any():
        metrics['PublicTest without copies'] = classification_metrics(
            scores[~copied], public.classes[~copied])
    record = write_record(training, number, out, data, metrics)
    manifest = trained_manifest(path, architecture, record,
                                weaknesses(scores, public.classes), command)
    save_manifest(manifest, out)
    if keras.backend.backend() == 'tensorflow':
        export(model, manifest, architecture.name, out, public.faces)
    else:
        words = ['fer_ros', 'export', '--model', str(path), '--name', architecture.name,
                 '--data', data.path, '--out', str(out)]
        print('not exported, which needs TensorFlow: KERAS_BACKEND=tensorflow '
              + shlex.join(words))
    return metrics['PublicTest']
