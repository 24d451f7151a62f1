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

"""Input and output of a model file, found by loading and running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_ros.classifiers.preparation import SUM_TOLERANCE
from fer_ros.values.errors import ModelError
import numpy as np

# Takes a batch, (n, height, width, channels) or (n, channels, height, width) float32, and returns
# the model's output for it.
Run = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class ModelInput:
    """
    A model's input: size in pixels (0 if the file leaves it open), channels, and layout.

    `scaled_inside` means that the first layers scale the pixels, so the model takes 0..255.
    """

    height: int
    width: int
    channels: int
    layout: str
    scaled_inside: bool = False


def open_file(path: Path, kind: str) -> tuple[ModelInput, Run]:
    """
    Load a model file and return its input and the function that runs it.

    :param kind: as `fer_ros.model_store.file_kinds.model_kind` returns it
    :raises ModelError: if the file cannot be loaded, or its input is not an image.
    :raises MissingDependencyError: if the library that runs the file is not installed.
    """
    return _open_onnx(path) if kind == 'onnx' else _open_keras(path)


def _open_onnx(path: Path) -> tuple[ModelInput, Run]:
    from fer_ros.classifiers.onnx import OnnxNetwork

    network = OnnxNetwork(path)
    return _image_input(path, network.shape), network.run


def _open_keras(path: Path) -> tuple[ModelInput, Run]:
    from fer_ros.classifiers.keras import import_tensorflow, load_keras

    import_tensorflow()
    network = load_keras(path)
    for what, tensors in (('inputs', network.inputs), ('outputs', network.outputs)):
        if len(tensors) != 1:
            names = ', '.join(f'{one.name} {tuple(one.shape)}' for one in tensors)
            raise ModelError(f"'{path}' has {len(tensors)} {what} ({names[:300]}), but must have "
                             'one: a face as input, the emotions as output')
    spec = _image_input(path, [size or 0 for size in network.inputs[0].shape],
                        any(_scales_to_one(layer) for layer in network.layers[:3]))

    def run(batch: np.ndarray) -> np.ndarray:
        try:
            return np.asarray(network(batch, training=False))
        # TensorFlow's and Keras's exceptions have no common base but Exception.
        except Exception as error:
            raise ModelError(f"'{path}' does not take an input of the shape {batch.shape}: "
                             f'{next(iter(str(error).splitlines()), "")[:300]}') from error
    return spec, run


def _scales_to_one(layer: Any) -> bool:
    """Say whether a Keras layer is a Rescaling that takes pixels of 0..255."""
    scale = getattr(layer, 'scale', None) if type(layer).__name__ == 'Rescaling' else None
    return isinstance(scale, (int, float)) and 0 < scale < 0.1


def _image_input(path: Path, shape: list[int], scaled_inside: bool = False) -> ModelInput:
    """
    Return the input with this shape: the batch first, 0 for open sizes.

    :raises ModelError: if it is not a batch of images with one or three channels
    """
    text = f'({", ".join(str(size or "any") for size in shape)})'
    if len(shape) != 4:
        raise ModelError(f"the input of '{path}' has the shape {text}, but must be a batch of "
                         'images: (n, height, width, channels) or (n, channels, height, width)')
    _, first, _, last = shape
    if (first in (1, 3)) == (last in (1, 3)):
        raise ModelError(f"the input of '{path}' has the shape {text}, which does not tell where "
                         'its channels are: export it with 1 or 3 as a fixed number of channels')
    if last in (1, 3):
        return ModelInput(shape[1], shape[2], last, 'NHWC', scaled_inside)
    return ModelInput(shape[2], shape[3], first, 'NCHW', scaled_inside)


def output_kind(run: Run, spec: ModelInput) -> tuple[int, str]:
    """
    Return the number of classes and the kind of output, a value of `OUTPUTS`.

    The model is run on eight images of noise with different brightness.

    :raises ModelError: if the output is not a row of finite numbers for each image.
    """
    generator = np.random.default_rng(0)
    shape = ((spec.height, spec.width, spec.channels) if spec.layout == 'NHWC' else
             (spec.channels, spec.height, spec.width))
    noise = generator.random((8, *shape)) * np.linspace(0.1, 1.0, 8).reshape(-1, 1, 1, 1)
    noise = (noise * (255 if spec.scaled_inside else 1)).astype(np.float32)
    raw = np.asarray(run(noise), np.float64)
    raw = raw.reshape(len(raw), -1)
    if raw.shape[1] < 2 or not np.isfinite(raw).all():
        raise ModelError(f'the model gives {raw.shape[1]} numbers for a face, or some that are '
                         'not finite; an emotion model gives one for each emotion')
    inside = raw.min() >= -SUM_TOLERANCE and raw.max() <= 1 + SUM_TOLERANCE
    if inside and np.abs(raw.sum(axis=1) - 1).max() <= SUM_TOLERANCE:
        return raw.shape[1], 'probabilities'
    return raw.shape[1], 'scores' if inside else 'logits'
