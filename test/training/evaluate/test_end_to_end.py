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

"""Faces in scenes: where they are, what happens to them, and what is counted."""

from fer_ros.classifiers import Classifier
from fer_ros.detectors import Detector
from fer_ros.training.data import Split
from fer_ros.training.evaluate.end_to_end import end_to_end, EndToEnd
from fer_ros.training.evaluate.scenes import Condition, CONDITIONS, scene
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest


@pytest.fixture
def face():
    face = np.full((48, 48), 250, np.uint8)
    face[30:40, 10:38] = 0  # a mouth
    return face


def pasted(face, **changes):
    image, box = scene(face, Condition('', **changes), np.random.default_rng(1))
    assert image.shape == (480, 640, 3) and image.dtype == np.uint8
    x, y = int(box.x), int(box.y)
    return image, image[y:y + int(box.height), x:x + int(box.width), 0]


@pytest.mark.parametrize('condition', CONDITIONS, ids=lambda condition: condition.name)
def test_the_face_is_inside_the_scene_at_its_size(condition, face):
    for seed in range(20):
        _, box = scene(face, condition, np.random.default_rng(seed))
        assert box.width == box.height == condition.size
        assert min(box.x, box.y) >= 0
        assert box.x + box.width <= 640 and box.y + box.height <= 480


def test_a_plain_face_is_the_picture(face):
    _, part = pasted(face, size=48)
    np.testing.assert_array_equal(part, face)


def test_light_blur_tilt_and_cover(face):
    _, dark = pasted(face, size=48, light=0.4)
    np.testing.assert_allclose(dark, 0.4 * face, atol=0.51)
    _, blurred = pasted(face, size=48, blur=3.0)
    assert 60 < blurred[30, 24] < 200
    _, covered = pasted(face, size=48, cover=(2 / 3, 1.0))
    assert (covered[32:] == 128).all()
    np.testing.assert_array_equal(covered[:32], face[:32])
    _, tilted = pasted(face, size=96, tilt=30)
    mouth = np.argwhere(tilted < 60)
    slope = np.polyfit(mouth[:, 1], mouth[:, 0], 1)[0]
    assert slope < -0.2  # counter-clockwise: up to the right


class Bright(Detector):
    """Finds what is brighter than 240; nothing in the dark."""

    name = 'bright'

    def detect(self, image, threshold):
        rows, columns = np.nonzero(image[..., 0] > 240)
        if not len(rows):
            return []
        box = Box(columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
        return [Face(Box(0, 0, 5, 5), 0.9), Face(box, 0.9)]


class Mouth(Classifier):
    """Says happy of a crop with a dark mouth, else sad."""

    name = 'mouth'

    def classify(self, crops):
        return np.eye(7, dtype=np.float32)[[3 if crop.min() < 30 else 4 for crop in crops]]


def test_what_is_counted(face):
    split = Split(np.stack([face] * 6), np.array([3, 3, 3, 3, 4, 4]))
    rows = end_to_end(Bright(), Mouth(), split, 6, EndToEnd(width=0), (
        Condition('plain', size=96), Condition('dark', size=96, light=0.4),
        Condition('covered', size=96, cover=(0.5, 1.0))))
    plain, dark, covered = rows
    assert (plain['found'], plain['right'], plain['right_of_found']) == (1.0, 0.6667, 0.6667)
    assert plain['right_of_perfect_crops'] == 0.6667
    np.testing.assert_allclose(plain['side'], 1.0, atol=0.03)
    assert (dark['found'], dark['right'], dark['right_of_found']) == (0.0, 0.0, 0.0)
    assert dark['right_of_perfect_crops'] == 0.6667
    assert (covered['right'], covered['right_of_perfect_crops']) == (0.3333, 0.3333)
