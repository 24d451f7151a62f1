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

"""Boxes, faces and their emotions."""

import math

from fer_ros.values.faces import Box, caption, Face, FaceEmotion
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


def test_area():
    assert Box(3, 4, 5, 6).area == 30


def test_a_scaled_box_has_each_axis_scaled():
    assert Box(1, 2, 3, 4).scaled(2, 0.5) == Box(2, 1, 6, 2)


@pytest.mark.parametrize('box, expected', [
    (Box(10, 20, 30, 40), (10, 20, 30, 40)),
    (Box(0, 0, 100, 80), (0, 0, 100, 80)),
    # partly outside, at each border
    (Box(-5, 10, 20, 20), (0, 10, 15, 20)),
    (Box(10, -5, 20, 20), (10, 0, 20, 15)),
    (Box(90, 10, 20, 20), (90, 10, 10, 20)),
    (Box(10, 70, 20, 20), (10, 70, 20, 10)),
    (Box(-50, -50, 1000, 1000), (0, 0, 100, 80)),
    # outside
    (Box(-30, 10, 20, 20), (0, 10, 0, 20)),
    (Box(10, -30, 20, 20), (10, 0, 20, 0)),
    (Box(200, 10, 20, 20), (100, 10, 0, 20)),
    (Box(10, 200, 20, 20), (10, 80, 20, 0)),
    # The edges are rounded, not the size: 10.4..20.8 is 10..21.
    (Box(10.4, 10.6, 10.4, 10.3), (10, 11, 11, 10)),
    (Box(-0.4, -0.4, 0.8, 0.8), (0, 0, 0, 0)),
    (Box(99.6, 10, 5, 5), (100, 10, 0, 5)),
    (Box(99.4, 10, 5, 5), (99, 10, 1, 5)),
])
def test_clipped(box: Box, expected: tuple[int, int, int, int]):
    clipped = box.clipped(100, 80)
    assert clipped == expected
    assert all(type(value) is int for value in clipped)


def test_a_clipped_box_is_always_inside_the_image():
    rng = np.random.default_rng(1)
    for numbers in rng.uniform((-60, -60, 0, 0), (160, 160, 200, 200), (500, 4)):
        x, y, width, height = Box(*map(float, numbers)).clipped(100, 80)
        assert 0 <= x <= x + width <= 100
        assert 0 <= y <= y + height <= 80


@pytest.mark.parametrize('one, other, iou', [
    (Box(0, 0, 10, 10), Box(0, 0, 10, 10), 1.0),
    (Box(0, 0, 10, 10), Box(5, 0, 10, 10), 1 / 3),
    (Box(0, 0, 10, 10), Box(5, 5, 10, 10), 25 / 175),
    (Box(0, 0, 10, 10), Box(2, 2, 5, 5), 0.25),
    (Box(0, 0, 10, 10), Box(10, 0, 10, 10), 0.0),
    (Box(0, 0, 10, 10), Box(50, 50, 10, 10), 0.0),
    (Box(0, 0, 0, 0), Box(0, 0, 0, 0), 0.0)])
def test_iou(one: Box, other: Box, iou: float):
    assert one.iou(other) == pytest.approx(iou)
    assert other.iou(one) == pytest.approx(iou)


def test_a_scaled_face_takes_its_landmarks_along():
    landmarks = np.arange(10, dtype=np.float32).reshape(5, 2)
    face = Face(Box(1, 2, 3, 4), 0.75, landmarks).scaled(2, 3)
    assert face.box == Box(2, 6, 6, 12)
    assert face.score == 0.75
    assert face.landmarks is not None
    assert face.landmarks.dtype == np.float32
    np.testing.assert_array_equal(face.landmarks, np.arange(10).reshape(5, 2) * [2, 3])
    np.testing.assert_array_equal(landmarks, np.arange(10).reshape(5, 2))


def test_a_face_without_landmarks_scales_too():
    assert Face(Box(1, 2, 3, 4), 0.5).scaled(2, 3) == Face(Box(2, 6, 6, 12), 0.5)


@pytest.mark.parametrize('index, label', [*enumerate(LABELS)])
def test_the_label_is_the_most_probable(index: int, label: str):
    probabilities = np.full(7, 0.1, np.float32)
    probabilities[index] = 0.4
    raw = np.full(7, 1 / 7, np.float32)
    emotion = FaceEmotion('f1', Face(Box(0, 0, 1, 1), 1.0), probabilities, raw)
    assert emotion.label == label
    assert type(emotion.confidence) is float
    assert emotion.confidence == pytest.approx(0.4)
    assert math.isnan(emotion.valence)
    assert math.isnan(emotion.arousal)


def test_the_label_follows_labels_of_its_own():
    emotion = FaceEmotion('f1', Face(Box(0, 0, 1, 1), 1.0), np.array([0.2, 0.8]),
                          np.array([0.9, 0.1]), ('calm', 'excited'))
    assert (emotion.label, emotion.confidence) == ('excited', 0.8)


def test_the_confidence_is_that_of_the_label():
    # Hysteresis may hold a label that another one has just overtaken.
    emotion = FaceEmotion('f1', Face(Box(0, 0, 1, 1), 1.0), np.array([0.45, 0.55]),
                          np.array([0.45, 0.55]), ('calm', 'excited'), label='calm')
    assert (emotion.label, emotion.confidence) == ('calm', 0.45)


def test_a_face_moves_with_its_landmarks():
    face = Face(Box(1, 2, 3, 4), 0.5, np.arange(10, dtype=np.float32).reshape(5, 2))
    moved = face.moved(10, -1)
    assert moved == Face(Box(11, 1, 3, 4), 0.5)
    np.testing.assert_array_equal(moved.landmarks - face.landmarks, [(10, -1)] * 5)
    assert Face(Box(1, 2, 3, 4), 0.5).moved(10, -1) == moved


@pytest.mark.parametrize('one, other, overlap', [
    (Box(0, 0, 10, 10), Box(0, 0, 10, 10), 1.0), (Box(0, 0, 10, 10), Box(2, 3, 5, 5), 1.0),
    (Box(0, 0, 10, 10), Box(5, 0, 10, 5), 0.5), (Box(0, 0, 10, 10), Box(10, 0, 10, 10), 0.0),
    (Box(0, 0, 10, 10), Box(20, 20, 10, 10), 0.0), (Box(0, 0, 0, 0), Box(0, 0, 5, 5), 0.0)])
def test_overlap_is_a_share_of_the_smaller_box(one: Box, other: Box, overlap: float):
    assert one.overlap(other) == other.overlap(one) == overlap


def test_what_is_unknown_has_no_confidence():
    values = np.array([0.2, 0.8])
    emotion = FaceEmotion('f1', Face(Box(0, 0, 1, 1), 1.0), values, values, ('calm', 'excited'),
                          label='unknown')
    assert (emotion.label, emotion.confidence, emotion.caption) == ('unknown', 0.0, 'unknown')


def test_captions():
    assert caption('happy', 0.834) == 'happy 83%'
    assert caption('unknown', 0.0) == 'unknown'
