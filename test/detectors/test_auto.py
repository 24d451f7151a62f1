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

"""The choice between yunet and haar."""

import shutil
import sys

import cv2
from fer_ros.detectors import detect_scaled, DETECTORS
from fer_ros.values.errors import MissingDependencyError, ModelError
import pytest

YUNET = 'yunet_s_dynamic.onnx'
needs_cascades = pytest.mark.skipif(
    not hasattr(cv2, 'CascadeClassifier'), reason=f'OpenCV {cv2.__version__} has no cascades')


def test_yunet_where_its_weights_are(shared, folders, photos):
    shutil.copy(shared / 'models' / YUNET, folders)
    detector = DETECTORS.create('auto')
    assert detector.name == 'yunet'
    assert str(folders / YUNET) in detector.reason
    assert len(detect_scaled(detector, photos[0].image, 0.7, 320)) == len(photos[0].boxes)


def test_the_other_file_serves_too(shared, folders):
    shutil.copy(shared / 'models' / 'face_detection_yunet_2023mar.onnx', folders)
    assert DETECTORS.create('auto').name == 'yunet'


@needs_cascades
def test_haar_without_weights(folders):
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert 'fer_ros models fetch yunet' in detector.reason


@needs_cascades
def test_haar_where_the_weights_are_damaged(folders):
    (folders / YUNET).write_bytes(b'half a file')
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert 'sha256' in detector.reason and YUNET in detector.reason


@needs_cascades
def test_haar_without_onnxruntime(shared, folders, monkeypatch):
    shutil.copy(shared / 'models' / YUNET, folders)
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert 'pip install onnxruntime' in detector.reason


@pytest.mark.parametrize('content', [None, b'half a file'])
def test_weights_that_were_asked_for_have_to_work(tmp_path, content):
    path = tmp_path / 'mine.onnx'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r'mine\.onnx'):
        DETECTORS.create('auto', weights=str(path))


def test_neither(folders, monkeypatch):
    monkeypatch.delattr(cv2, 'CascadeClassifier', raising=False)
    with pytest.raises(MissingDependencyError) as caught:
        DETECTORS.create('auto')
    assert 'fer_ros models fetch yunet' in str(caught.value)
    assert 'opencv-python-headless<5' in str(caught.value)
