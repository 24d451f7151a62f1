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

"""The batch that a model sees, and its output in the canonical order."""

from dataclasses import replace

import cv2
from fer_ros.classifiers.preparation import (
    apply_temperature, input_batch, label_probabilities, network_batch)
from fer_ros.model_store.manifest import InputSpec, Manifest
from fer_ros.values.errors import ImageError, ModelError
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

GRAY = InputSpec(4, 3, 'gray', 1 / 255, (0.0,), (1.0,), 'NHWC', 0.0)


def manifest(labels=LABELS, output='probabilities'):
    return Manifest('m', 'm.onnx', '0' * 64, 'd', 'l', GRAY, output, tuple(labels), {}, {})


@pytest.mark.parametrize(('color', 'order'), [('bgr', (0, 1, 2)), ('rgb', (2, 1, 0))])
@pytest.mark.parametrize('layout', ['NHWC', 'NCHW'])
def test_colour_scale_and_layout(color, order, layout):
    crop = np.random.default_rng(1).integers(0, 256, (3, 4, 3), np.uint8)
    mean, std = (0.1, 0.2, 0.3), (0.5, 0.25, 2.0)
    spec = InputSpec(4, 3, color, 1 / 255, mean, std, layout, 0.0)
    batch = input_batch([crop, crop[::-1].copy()], spec)
    assert batch.dtype == np.float32 and batch.flags.c_contiguous
    assert batch.shape == ((2, 3, 4, 3) if layout == 'NHWC' else (2, 3, 3, 4))
    for row in range(3):
        for column in range(4):
            for channel in range(3):
                value = (crop[row, column, order[channel]] / 255 - mean[channel]) / std[channel]
                where = (row, column, channel) if layout == 'NHWC' else (channel, row, column)
                assert batch[(0, *where)] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(('bgr', 'gray'), [
    ((255, 0, 0), 29), ((0, 255, 0), 150), ((0, 0, 255), 76), ((255, 255, 255), 255)])
def test_gray_weighs_as_bt601(bgr, gray):
    batch = input_batch([np.full((3, 4, 3), bgr, np.uint8)], GRAY)
    np.testing.assert_allclose(batch, gray / 255, atol=1e-6)
    assert batch.shape == (1, 3, 4, 1)


@pytest.mark.parametrize('shape', [(3, 4), (1, 1), (300, 400), (2, 900), (900, 2), (3, 5)])
def test_any_size_of_crop(shape):
    batch = input_batch([np.full((*shape, 3), 51, np.uint8)], GRAY)
    np.testing.assert_allclose(batch, 0.2, atol=1e-6)


def test_shrinking_averages():
    crop = np.zeros((6, 8, 3), np.uint8)
    crop[::2, ::2] = 200
    np.testing.assert_allclose(input_batch([crop], GRAY), 50 / 255, atol=1e-6)


def test_parts_of_an_image_need_no_copy():
    image = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    part = image[5:25, 7:27]
    np.testing.assert_array_equal(input_batch([part], GRAY), input_batch([part.copy()], GRAY))


def test_fer2013_pixels_enter_as_in_training(shared):
    # Faces in the model's own size must not be touched by resizing.
    with np.load(shared / 'data' / 'fer2013.npz') as data:
        pixels = data['pixels'][:20]
    crops = [cv2.cvtColor(face, cv2.COLOR_GRAY2BGR) for face in pixels]
    batch = input_batch(crops, replace(GRAY, width=48, height=48))
    np.testing.assert_allclose(batch[..., 0], pixels / np.float32(255), atol=1e-6)


def test_no_crops():
    assert input_batch([], GRAY).shape == (0, 3, 4, 1)


@pytest.mark.parametrize('crop', [
    np.zeros((3, 4), np.uint8), np.zeros((3, 4, 4), np.uint8), np.zeros((3, 4, 3), np.float32),
    np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_crop(crop):
    with pytest.raises(ImageError, match='a face crop must be'):
        input_batch([crop], GRAY)


@pytest.mark.parametrize('seed', range(5))
def test_order_is_mapped(seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(7)
    wanted = rng.dirichlet(np.ones(7), 3)
    result = label_probabilities(wanted[:, order], manifest([LABELS[i] for i in order]))
    assert result.dtype == np.float32 and result.shape == (3, 7)
    np.testing.assert_allclose(result, wanted, atol=1e-6)


# labels of the model, output, raw row -> probabilities by label
ROWS = [
    # FERPlus's order with contempt (dropped).
    (('neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear', None), 'probabilities',
     [.1, .2, .05, .05, .05, .03, .02, .5],
     {'neutral': .2, 'happy': .4, 'surprise': .1, 'sad': .1, 'angry': .1, 'disgust': .06,
      'fear': .04}),
    (('happy', 'sad', None), 'probabilities', [.25, .75, 0], {'happy': .25, 'sad': .75}),
    # All on a dropped class: nothing is known of the others.
    (('happy', 'sad', None), 'probabilities', [0, 0, 1], {'happy': .5, 'sad': .5}),
    (('sad', None, 'happy'), 'logits', [np.log(3), 9, 0], {'sad': .75, 'happy': .25}),
    (('sad', None, 'happy'), 'logits', [1000 + np.log(3), 5000, 1000], {'sad': .75, 'happy': .25}),
    (('sad', 'happy'), 'logits', [-2000, 0], {'sad': 0, 'happy': 1}),
    # Rounding of half precision and int8 models.
    (('sad', 'happy'), 'probabilities', [-.001, .99], {'sad': 0, 'happy': 1}),
]


@pytest.mark.parametrize(('labels', 'output', 'row', 'wanted'), ROWS)
def test_rows(labels, output, row, wanted):
    result = label_probabilities(np.array([row], np.float32), manifest(labels, output))[0]
    assert result.sum() == pytest.approx(1, abs=1e-6)
    assert dict(zip(LABELS, result.tolist(), strict=True)) == pytest.approx(
        {label: wanted.get(label, 0) for label in LABELS}, abs=1e-4)


def test_no_faces():
    assert label_probabilities(np.zeros((0, 7)), manifest()).shape == (0, 7)


@pytest.mark.parametrize(('raw', 'output', 'words'), [
    (np.ones((2, 8)) / 8, 'probabilities', r'shape \(2, 8\).*7 labels: it must be \(n, 7\)'),
    (np.ones(7) / 7, 'probabilities', r'shape \(7,\)'),
    (np.full((1, 7), 3.0), 'probabilities', 'is it logits'),
    ([[2, -1, 0, 0, 0, 0, 0]], 'probabilities', r'gave \[2\.0, -1\.0'),
    ([[np.nan] * 7], 'probabilities', 'not finite'),
    ([[np.inf] + [0] * 6], 'logits', r'not finite: \[inf'),
])
def test_output_that_is_not_what_was_said(raw, output, words):
    with pytest.raises(ModelError, match=words) as caught:
        label_probabilities(np.asarray(raw, np.float32), manifest(output=output))
    assert "'m'" in str(caught.value)


@pytest.mark.parametrize('temperature', [0.05, 0.5, 1.0, 1.7, 20.0])
@pytest.mark.parametrize('output', ['probabilities', 'logits'])
def test_the_temperature_divides_the_logits(temperature, output):
    logits = np.random.default_rng(0).normal(0, 3, (50, 7))
    raw = logits if output == 'logits' else apply_temperature(np.exp(logits), 1.0)
    result = label_probabilities(raw, replace(manifest(output=output), temperature=temperature))
    wanted = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    np.testing.assert_allclose(result, wanted / wanted.sum(axis=1, keepdims=True), atol=1e-6)
    np.testing.assert_array_equal(result.argmax(axis=1), logits.argmax(axis=1))


@pytest.mark.parametrize('temperature', [0.05, 20.0])
def test_zeros_and_a_temperature_make_no_nan(temperature):
    for labels, row in ((LABELS, [1, 0, 0, 0, 0, 0, 0]), (('happy', 'sad', None), [0, 0, 1]),
                        (('happy', 'sad', None), [1e-11, 2e-11, 1])):
        result = label_probabilities(np.array([row]), replace(
            manifest(labels), temperature=temperature))
        assert np.isfinite(result).all()
        assert result.sum() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize('layout', ['NHWC', 'NCHW'])
def test_flip_shows_the_network_the_mirror_images_too(layout):
    crops = list(np.random.default_rng(0).integers(0, 256, (2, 3, 4, 3), np.uint8))
    flipping = replace(manifest(), input=replace(GRAY, layout=layout), flip=True)
    batch = network_batch(crops, flipping)
    np.testing.assert_array_equal(batch, input_batch(
        [*crops, *(crop[:, ::-1] for crop in crops)], flipping.input))
    plain = replace(flipping, flip=False)
    np.testing.assert_array_equal(network_batch(crops, plain), batch[:2])


@pytest.mark.parametrize('output', ['probabilities', 'logits'])
def test_flip_is_the_mean_of_a_face_and_its_mirror_image(output):
    rows = np.random.default_rng(3).dirichlet(np.ones(7), 6)
    flipping = replace(manifest(output=output), flip=True, temperature=1.3)
    raw = np.log(rows) if output == 'logits' else rows
    result = label_probabilities(raw, flipping)
    expected = apply_temperature((rows[:3] + rows[3:]) / 2, 1.3)
    np.testing.assert_allclose(result, expected, atol=1e-6)


def test_class_factors_raise_rare_classes():
    rows = np.random.default_rng(4).dirichlet(np.ones(7), 3)
    order = [6, 5, 4, 3, 2, 1, 0]
    rare = replace(manifest([LABELS[i] for i in order]), temperature=1.2,
                   class_factors={'disgust': 3.0})
    factors = np.array([3.0 if label == 'disgust' else 1.0 for label in LABELS])
    np.testing.assert_allclose(label_probabilities(rows[:, order], rare),
                               apply_temperature(rows * factors, 1.2), atol=1e-6)
