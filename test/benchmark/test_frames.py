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

"""Frames with a known number of faces."""

import cv2
from fer_ros.benchmark.frames import compose, faces_of, SIZES
from fer_ros.detectors import detect_scaled
from fer_ros.detectors.yunet import YuNetDetector
from fer_ros.values.errors import FerRosError
import numpy as np
import pytest

pytest.importorskip('skimage.data')
pytest.importorskip('matplotlib')


@pytest.mark.parametrize(('count', 'size'), [
    (0, '480p'), (1, '480p'), (1, '720p'), (1, '1080p'), (1, '4K'), (5, '480p'), (20, '480p'),
    (13, '720p')])
def test_a_detector_finds_as_many(yunet_weights, count, size):
    frame = compose(faces_of(None), count, SIZES[size])
    assert frame.shape == (*SIZES[size][::-1], 3) and frame.dtype == np.uint8
    detector = YuNetDetector(yunet_weights)
    faces = detect_scaled(detector, frame, 0.6, 320)
    assert len(faces) == count
    if count == 1:  # a quarter of the height
        assert 0.15 < faces[0].box.height / frame.shape[0] < 0.35


def test_photos_of_ones_own(tmp_path):
    cv2.imwrite(str(tmp_path / 'a.png'), np.full((90, 60, 3), 200, np.uint8))
    (photo,) = faces_of(tmp_path)
    assert photo.shape == (90, 60, 3)
    frame = compose([photo], 1, (640, 480))
    assert (frame == 200).all(axis=2).sum() >= 240 * 160


def test_no_photos(tmp_path):
    with pytest.raises(FerRosError):
        faces_of(tmp_path)
