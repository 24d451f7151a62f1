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

"""Searching a reduced copy and giving the faces in source pixels."""

from fer_ros.detectors import detect_scaled, Detector, DETECTORS
from fer_ros.values.errors import ImageError, SettingError
from fer_ros.values.faces import Box, Face
import numpy as np
import pytest


class Recorder(Detector):
    """Finds one face, the right lower quarter, and keeps the shape of what it saw."""

    name = 'recorder'

    def detect(self, image, threshold):
        height, width = self.shape = image.shape[:2]
        self.threshold = threshold
        landmarks = np.full((5, 2), (width / 2, height / 2), np.float32)
        return [Face(Box(width / 2, height / 2, width / 2, height / 2), 0.9, landmarks)]


@pytest.mark.parametrize(('size', 'width', 'seen'), [
    ((640, 480), 320, (240, 320)),
    ((640, 480), 0, (480, 640)),
    ((640, 480), 640, (480, 640)),
    ((320, 240), 640, (240, 320)),
    ((1000, 3), 100, (1, 100)),
    ((500, 375), 333, (250, 333)),
    ((1, 1), 320, (1, 1)),
])
def test_size_seen_and_pixels_given(size, width, seen):
    detector = Recorder()
    face, = detect_scaled(detector, np.zeros((size[1], size[0], 3), np.uint8), 0.4, width)
    assert detector.shape == seen
    assert detector.threshold == 0.4
    box = face.box
    half = size[0] / 2, size[1] / 2
    assert (box.x, box.y, box.width, box.height) == pytest.approx((*half, *half))
    np.testing.assert_allclose(face.landmarks, np.tile(half, (5, 1)), rtol=1e-6)
    assert face.score == 0.9


@pytest.mark.parametrize(('shape', 'dtype'), [
    ((4, 4), np.uint8), ((4, 4, 4), np.uint8), ((4, 4, 3), np.float32),
    ((0, 4, 3), np.uint8), ((4, 0, 3), np.uint8)])
def test_what_is_no_image(shape, dtype):
    with pytest.raises(ImageError, match=r'\(4, |\(0, '):
        detect_scaled(Recorder(), np.zeros(shape, dtype), 0.4, 320)


def test_unknown_detector():
    with pytest.raises(SettingError, match="'yunett'; available: auto, haar, none, yunet"):
        DETECTORS.create('yunett')
