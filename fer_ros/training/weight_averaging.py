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

"""
The mean of the final weights of several stages (Izmailov et al. 2018, arXiv:1803.05407).

The final weights lie around the same wide minimum of the loss. Their mean is nearer to its middle
and generalises better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from fer_ros.model_store.manifest import InputSpec
from fer_ros.training.checkpoint import load_checkpoint, save_checkpoint
from fer_ros.training.faces import model_input, PREDICT_BATCH
from fer_ros.values.errors import FerRosError
import numpy as np

STAGE = 'mean'  # name of the averaging in the history
_END = 'end-{}-{}.npz'


def save_end(folder: Path, stage: str, weights: Sequence[np.ndarray], member: int = 0) -> None:
    """Write the final weights of a stage of the network number `member`."""
    save_checkpoint(folder, weights, {}, _END.format(stage, member))


def mean_of_ends(folder: Path, stages: Iterable[str], member: int = 0) -> list[np.ndarray]:
    """
    Return the mean of the final weights of some stages of a network.

    :raises FerRosError: if the file of a stage is missing or damaged
    """
    ends = []
    for stage in stages:
        name = _END.format(stage, member)
        about = f"cannot read the end of the stage '{stage}', '{folder / name}'"
        try:
            end = load_checkpoint(folder, name)
        except FerRosError as error:
            raise FerRosError(f'{about}: {error}') from error
        if end is None:
            raise FerRosError(f'{about}: there is no such file')
        ends.append(end[0])
    return [np.mean(values, axis=0) for values in zip(*ends, strict=True)]


def delete_ends(folder: Path) -> None:
    """Delete the files that `save_end` wrote."""
    for path in folder.glob(_END.format('*', '*')):
        path.unlink()


def measure_normalization(model, faces: np.ndarray, spec: InputSpec, seed: int) -> None:
    """
    Measure the means and variances of a Keras model's BatchNormalization layers again.

    For averaged weights they differ from the averages of the measured ones.

    :param faces: (n, height, width) uint8 grey
    """
    import keras

    layers = [layer for layer in model._flatten_layers()
              if isinstance(layer, keras.layers.BatchNormalization)]
    order = np.random.default_rng(seed).permutation(len(faces))
    parts = np.array_split(order, max(1, len(faces) // PREDICT_BATCH))
    sums = [[0.0, 0.0] for _ in layers]
    kept = [layer.momentum for layer in layers]
    for layer in layers:
        layer.momentum = 0.0  # then mean and variance are those of the last batch
    try:
        for part in parts:
            model(model_input(faces[np.sort(part)], spec), training=True)
            for layer, total in zip(layers, sums, strict=True):
                for index, value in enumerate((layer.moving_mean, layer.moving_variance)):
                    total[index] = (total[index]
                                    + keras.ops.convert_to_numpy(value) / len(parts))
    finally:
        for layer, momentum in zip(layers, kept, strict=True):
            layer.momentum = momentum
    for layer, (mean, variance) in zip(layers, sums, strict=True):
        layer.moving_mean.assign(mean)
        layer.moving_variance.assign(variance)
