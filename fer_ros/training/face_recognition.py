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
Weights of the network by which dlib recognises persons.

They are in the public domain (CC0, https://github.com/davisking/dlib-models), and the package
face_recognition_models carries them. The network learned from three million images of faces,
without emotions.
"""

from __future__ import annotations

from collections.abc import Iterator
import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from fer_ros.system import install_line
from fer_ros.training.architectures.face_resnet28 import BLOCKS
from fer_ros.values.errors import MissingDependencyError, ModelError
import numpy as np

FILE = 'models/dlib_face_recognition_resnet_model_v1.dat'
SHA256 = '55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30'
# dlib takes pixels / 256, whose standard deviation on FER2013's faces is about 0.22; the network
# here takes faces of standard deviation 1.
CONTRAST = 0.22
MEASURED = 512  # faces are enough to set the normalisations


class Layer(NamedTuple):
    """A convolution of dlib, and the factors and offsets of its channels after it."""

    kernel: np.ndarray  # (height, width, channels before, channels)
    bias: np.ndarray
    factors: np.ndarray
    offsets: np.ndarray


def face_recognition_weights(model: Any, faces: np.ndarray) -> list[np.ndarray]:
    """
    Return weights by which a Keras model computes what dlib's network does.

    The shortcuts of the blocks copy, the normalisations have the statistics of the faces, and the
    head stays as it is.

    :param model: a model that `face_resnet28.build` built
    :param faces: (n, 48, 48, 1) faces as the model takes them
    :raises MissingDependencyError: if the package face_recognition_models is not installed
    :raises ModelError: if its file is another one
    """
    layers = read_layers(_weights_file())
    parts = []
    for convolution in [one for one in model.layers if one.__class__.__name__ == 'Conv2D']:
        norm = model.get_layer(convolution.name + '_norm')
        size, before, channels = (convolution.kernel_size[0], convolution.input.shape[-1],
                                  convolution.filters)
        if convolution.name.endswith('_shortcut'):
            layer = Layer(np.eye(before, channels)[None, None], np.zeros(channels),
                          np.ones(channels), np.zeros(channels))
        elif convolution.name == 'stem':
            layer = _half_size(next(layers))
        else:
            layer = next(layers)
        if layer.kernel.shape != (size, size, before, channels):
            raise ModelError(f"the layer '{convolution.name}' takes a kernel of the shape "
                             f'{(size, size, before, channels)}, but dlib has '
                             f'{layer.kernel.shape}')
        # The usual initial size: normalisation removes it, but it sets how fast a kernel learns.
        scale = np.sqrt(2 / (size * size * before)) / layer.kernel.std()
        layer = layer._replace(
            kernel=layer.kernel * scale, factors=layer.factors / scale, bias=layer.bias * scale)
        convolution.set_weights([layer.kernel])
        norm.set_weights([layer.factors * np.sqrt(1 + norm.epsilon),
                          layer.factors * layer.bias + layer.offsets,
                          np.zeros(channels), np.ones(channels)])
        parts.append((convolution, norm, layer))
    _measure(model, parts, faces)
    return model.get_weights()


def _measure(model: Any, parts: list[tuple[Any, Any, Layer]], faces: np.ndarray) -> None:
    """Give the normalisations the statistics of faces, without a change of what they return."""
    import keras

    values = keras.Model(model.input, [convolution.output for convolution, *_ in parts]).predict(
        faces, verbose=0)
    for (_, norm, layer), value in zip(parts, values, strict=True):
        mean, variance = value.mean(axis=(0, 1, 2)), value.var(axis=(0, 1, 2))
        norm.set_weights([layer.factors * np.sqrt(variance + norm.epsilon),
                          layer.factors * (mean + layer.bias) + layer.offsets, mean, variance])


def _half_size(stem: Layer) -> Layer:
    """
    Return the 5x5 convolution that does what dlib's 7x7 one does on the face in double size.

    dlib knows faces of about 100 pixels, which FER2013's are when bilinear interpolation doubles
    them. Interpolation and convolution, which then takes every second pixel, are one convolution.
    Of the three colours, which are equal in grey faces, it takes the sum.
    """
    doubled = np.zeros((7, 5))  # the weight of each pixel in those of the double size
    for tap in range(7):
        place, odd = divmod(tap - 3, 2)
        doubled[tap, place + 2] += 0.75
        doubled[tap, place + (3 if odd else 1)] += 0.25
    kernel = np.einsum('abio,ax,by->xyo', stem.kernel, doubled, doubled) * CONTRAST
    return stem._replace(kernel=kernel[:, :, None])


def read_layers(path: Path) -> Iterator[Layer]:
    """
    Yield the convolutions of a network that dlib wrote, from the input to the output.

    :raises ModelError: if the file is not the one of dlib's face recognition
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ModelError(f"'{path}' is not the network of dlib's face recognition: its sha256 is "
                         f'not {SHA256}')
    place, before = 0, 3
    stem = BLOCKS[0][0]
    for number, channels in enumerate(
            [stem, *(channels for channels, blocks in BLOCKS for _ in range(2 * blocks))]):
        size = 3 if number else 7
        count = size * size * before * channels
        values, place = _tensor(content, count + channels, place)
        affine, place = _tensor(content, 2 * channels, place)
        yield Layer(values[:count].reshape(channels, before, size, size).transpose(2, 3, 1, 0),
                    values[count:], affine[:channels], affine[channels:])
        before = channels


def _tensor(content: bytes, count: int, place: int) -> tuple[np.ndarray, int]:
    """
    Return the next tensor of `count` numbers in dlib's format, and where it ends.

    A tensor is version 2, its four sizes, and its numbers as float32. dlib writes an integer as
    the number of its bytes and these bytes.
    """
    size = count.to_bytes((count.bit_length() + 7) // 8, 'little')
    head = b'\1\2' + bytes([len(size)]) + size + b'\1\1' * 3
    start = content.index(head, place) + len(head)
    return np.frombuffer(content, '<f4', count, start), start + 4 * count


def _weights_file() -> Path:
    """Return the path of the file without an import, which needs pkg_resources."""
    spec = find_spec('face_recognition_models')
    if spec is None or not spec.submodule_search_locations:
        raise MissingDependencyError(
            'this starts from the weights of the package face_recognition_models: '
            + install_line('train-faces'))
    return Path(spec.submodule_search_locations[0], FILE)
