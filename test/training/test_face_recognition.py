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

"""The weights of dlib's face recognition in a Keras network."""

import hashlib

import cv2
from fer_ros.training import face_recognition
from fer_ros.training.architectures.face_resnet28 import BLOCKS, build
from fer_ros.values.errors import MissingDependencyError, ModelError
import numpy as np
import pytest

CHANNELS = [32, *(channels for channels, blocks in BLOCKS for _ in range(2 * blocks))]


@pytest.fixture
def weights_file(tmp_path, monkeypatch):
    """Write random weights in dlib's format, and let the module take them for dlib's."""
    generator, before, content = np.random.default_rng(0), 3, b'loss_metric_2'
    for number, channels in enumerate(CHANNELS):
        size = 3 if number else 7
        fan = size * size * before
        for name, *halves in (
                (b'con_4', generator.normal(0, (2 / fan) ** 0.5, fan * channels),
                 generator.normal(0, 0.1, channels)),
                (b'affine_', generator.uniform(0.5, 1, channels),
                 generator.normal(0, 0.1, channels))):
            values = np.concatenate(halves).astype('<f4')
            width = (values.size.bit_length() + 7) // 8
            content += (name + b'\1\2' + bytes([width]) + values.size.to_bytes(width, 'little')
                        + b'\1\1' * 3 + values.tobytes())
        before = channels
    path = tmp_path / 'dlib.dat'
    path.write_bytes(content + b'the last block')
    monkeypatch.setattr(face_recognition, 'SHA256', hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(face_recognition, '_weights_file', lambda: path)
    return path


def affine_convolution(image, layer, stride, border):
    """Return dlib's `affine<con<...>>` of an image (height, width, channels)."""
    size = layer.kernel.shape[0]
    padded = np.pad(image, ((border, border), (border, border), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), (0, 1))
    values = np.einsum('yxcab,abco->yxo', windows[::stride, ::stride], layer.kernel,
                       optimize=True)
    return (values + layer.bias) * layer.factors + layer.offsets


def pooled(image, size, reduce):
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), (0, 1))
    return reduce(windows[::2, ::2], axis=(3, 4))


def dlib_features(face, layers):
    """Return the mean over places after the blocks, of a grey face of standard deviation 1."""
    large = cv2.resize(face, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    image = np.repeat(large[..., None] * face_recognition.CONTRAST, 3, 2)
    image = pooled(np.maximum(affine_convolution(image, next(layers), 2, 3), 0), 3, np.max)
    for stage, (channels, blocks) in enumerate(BLOCKS):
        for block in range(blocks):
            halves = stage > 0 and block == 0
            inside = np.maximum(affine_convolution(
                image, next(layers), *((2, 0) if halves else (1, 1))), 0)
            inside = affine_convolution(inside, next(layers), 1, 1)
            if halves:
                image = pooled(image, 2, np.mean)
                image = np.pad(image, ((0, 0), (0, 0), (0, channels - image.shape[2])))
            image = np.maximum(image + inside, 0)
    return image.mean((0, 1))


def test_the_keras_network_computes_what_dlib_does(weights_file):
    keras = pytest.importorskip('keras')
    generator = np.random.default_rng(1)
    faces = np.stack([cv2.GaussianBlur(generator.normal(size=(48, 48)), None, 2)
                      for _ in range(40)]).astype(np.float32)[..., None]
    # At a border interpolation repeats the last pixel, but the 5x5 convolution takes 0 beyond it.
    faces[:, :2] = faces[:, -2:] = faces[:, :, :2] = faces[:, :, -2:] = 0
    model = build()
    model.set_weights(face_recognition.face_recognition_weights(model, faces))
    found = keras.Model(model.input, model.get_layer('features').output).predict(
        faces[:2], verbose=0)
    for face, features in zip(faces, found, strict=False):
        contrast = (face[..., 0] - face.mean()) / np.sqrt(face.var() + 1e-4)
        wanted = dlib_features(contrast, face_recognition.read_layers(weights_file))
        assert np.corrcoef(wanted, features)[0, 1] > 0.999
        np.testing.assert_allclose(features, wanted, atol=0.05 * wanted.std())


def test_the_normalisations_have_the_statistics_of_the_faces(weights_file):
    keras = pytest.importorskip('keras')
    faces = np.random.default_rng(2).random((32, 48, 48, 1), np.float32)
    model = build()
    model.set_weights(face_recognition.face_recognition_weights(model, faces))
    for name in ('stem', 'stage2_block1_shortcut', 'stage4_block3_2'):
        values = keras.Model(model.input, model.get_layer(name).output).predict(faces, verbose=0)
        *_, mean, variance = model.get_layer(name + '_norm').get_weights()
        np.testing.assert_allclose(mean, values.mean((0, 1, 2)), rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(variance, values.var((0, 1, 2)), rtol=1e-3)


def test_another_file_is_rejected(weights_file):
    weights_file.write_bytes(weights_file.read_bytes() + b'!')
    with pytest.raises(ModelError, match=r'dlib\.dat.*sha256'):
        next(face_recognition.read_layers(weights_file))


def test_without_the_package(monkeypatch):
    monkeypatch.setattr(face_recognition, 'find_spec', lambda name: None)
    with pytest.raises(MissingDependencyError, match=r'pip install .*face_recognition_models'):
        face_recognition._weights_file()
