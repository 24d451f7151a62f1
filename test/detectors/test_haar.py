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

"""The Haar cascade on photographs, and what is said where OpenCV has none."""

from pathlib import Path

import cv2
from fer_ros.detectors import detect_scaled, DETECTORS
from fer_ros.detectors import haar as haar_module
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError, ModelError
from fer_ros.values.settings import Settings
import numpy as np
import pytest

needs_cascades = pytest.mark.skipif(
    not hasattr(cv2, 'CascadeClassifier'), reason=f'OpenCV {cv2.__version__} has no cascades')


@needs_cascades
@pytest.mark.parametrize(('name', 'width'), [
    ('astronaut', 320), ('astronaut', 0), ('hopper', 320), ('hopper', 0)])
def test_portraits(portraits, name, width):
    photo = portraits[name]
    faces = detect_scaled(DETECTORS.create('haar'), photo.image, 0.6, width)
    best = max(faces, key=lambda face: face.score)
    assert best.box.iou(photo.boxes[0]) > 0.6
    assert best.landmarks is None
    assert len(faces) <= 2


@needs_cascades
@pytest.mark.parametrize(('width', 'least'), [(320, 10), (480, 15), (0, 15)])
def test_photographs(tally, width, least):
    result = tally(DETECTORS.create('haar'), width=width,
                   threshold=Settings().detection_threshold, min_known=36)
    # The cascade's smallest window of 24 pixels is 37 pixels of the photos at a width of 320.
    # The counts hold to one face: they hang on rounding in OpenCV's resize.
    assert result.found >= least - 1
    assert result.false <= 2


@needs_cascades
def test_threshold_bounds_the_scores(portraits):
    detector, image = DETECTORS.create('haar'), portraits['astronaut'].image
    scores = sorted(face.score for face in detect_scaled(detector, image, 0.0, 320))
    assert scores and all(0.0 <= score <= 1.0 for score in scores)
    top = scores[-1]
    assert [face.score for face in detect_scaled(detector, image, top, 320)] == [top]
    assert detect_scaled(detector, image, min(top + 1e-6, 1.0), 320) == []


@needs_cascades
def test_boxes_that_lie_in_one_another_are_one_face(monkeypatch):
    detector = DETECTORS.create('haar')
    # A small box in a large one, one that shares half with it, and one apart
    found = [(50, 50, 100, 100), (60, 60, 40, 40), (130, 50, 40, 40), (300, 50, 50, 50)]
    monkeypatch.setattr(detector, '_cascade', type('Cascade', (), {
        'detectMultiScale3': lambda *_, **__: (np.array(found), [1] * 4, [3.0, 2.0, 1.0, 5.0])}))
    faces = detector.detect(np.zeros((200, 400, 3), np.uint8), 0.0)
    assert [face.box.x for face in faces] == [300, 50, 130]


@needs_cascades
@pytest.mark.parametrize('size', [(1, 1), (10, 400), (64, 64)])
def test_images_without_a_face(size):
    assert DETECTORS.create('haar').detect(np.full((*size, 3), 90, np.uint8), 0.0) == []


@needs_cascades
def test_system_folder_serves_an_opencv_without_data(monkeypatch):
    # Debian's OpenCV has no cv2.data.
    folder = haar_module._find_cascade().parent
    monkeypatch.delattr(cv2, 'data', raising=False)
    monkeypatch.setattr(haar_module, '_SYSTEM_FOLDERS', (Path('/nowhere'), folder))
    assert DETECTORS.create('haar').name == 'haar'


@needs_cascades
def test_no_cascade_file(monkeypatch):
    monkeypatch.delattr(cv2, 'data', raising=False)
    monkeypatch.setattr(haar_module, '_SYSTEM_FOLDERS', (Path('/nowhere'),))
    with pytest.raises(MissingDependencyError, match='apt install opencv-data') as caught:
        DETECTORS.create('haar')
    assert '/nowhere' in str(caught.value)


def test_opencv_5_says_what_to_do(monkeypatch):
    monkeypatch.delattr(cv2, 'CascadeClassifier', raising=False)
    with pytest.raises(MissingDependencyError) as caught:
        DETECTORS.create('haar')
    assert install_line('opencv-python-headless<5') in str(caught.value)
    assert 'yunet' in str(caught.value) and cv2.__version__ in str(caught.value)


@needs_cascades
@pytest.mark.parametrize('content', [None, '', 'no xml', '<opencv_storage></opencv_storage>'])
def test_weights_that_are_no_cascade(tmp_path, content):
    path = tmp_path / 'mine.xml'
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match=r'mine\.xml'):
        DETECTORS.create('haar', weights=str(path))
