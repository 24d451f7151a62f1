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

"""YuNet under ONNX Runtime against OpenCV's FaceDetectorYN and on photographs."""

import shutil

import cv2
from fer_ros.detectors import detect_scaled, DETECTORS
from fer_ros.detectors.yunet import mirror_border, YuNetDetector
from fer_ros.values.errors import ModelError
from fer_ros.values.faces import Box
from fer_ros.values.settings import Settings
import numpy as np
import pytest

FILES = ('yunet_s_dynamic.onnx', 'face_detection_yunet_2023mar.onnx')
OPENCV = tuple(int(part) for part in cv2.__version__.split('.')[:2])


@pytest.fixture(scope='module', params=FILES)
def yunet(request, yunet_weights):
    if request.param == yunet_weights.name:
        return YuNetDetector(yunet_weights)
    return YuNetDetector(request.getfixturevalue('shared') / 'models' / request.param)


@pytest.fixture(scope='module')
def square(yunet_weights, tmp_path_factory):
    """Return a detector whose file is none of the published ones and takes 640x640 alone."""
    onnx = pytest.importorskip('onnx')
    model = onnx.load(yunet_weights)
    model.producer_name = 'somebody'
    path = tmp_path_factory.mktemp('square') / 'mine.onnx'
    onnx.save(model, path)
    return YuNetDetector(path)


def reference(weights, image, threshold):
    """Return what FaceDetectorYN finds, best score first: x, y, w, h, 5 points, score."""
    if not hasattr(cv2, 'FaceDetectorYN') or OPENCV < (4, 8):
        pytest.skip(f'FaceDetectorYN of OpenCV {cv2.__version__} cannot read the file')
    height, width = image.shape[:2]
    # It reads only the file of fixed size, but runs it at any size.
    detector = cv2.FaceDetectorYN.create(
        str(weights), '', (width, height), threshold, 0.3, 5000)
    faces = detector.detect(image)[1]
    return np.zeros((0, 15)) if faces is None else faces[np.argsort(-faces[:, 14])]


def assert_same(faces, wanted, scale=1.0):
    faces = sorted(faces, key=lambda face: -face.score)
    assert len(faces) == len(wanted)
    for face, row in zip(faces, wanted, strict=True):
        box = face.box
        np.testing.assert_allclose([box.x, box.y, box.width, box.height], row[:4] / scale, atol=1)
        np.testing.assert_allclose(face.landmarks, row[4:14].reshape(5, 2) / scale, atol=1)
        assert face.score == pytest.approx(row[14], abs=0.01)


@pytest.mark.parametrize('width', [160, 320, 333, 500])
@pytest.mark.parametrize('threshold', [0.5, 0.8])
def test_equals_opencv(yunet, yunet_weights, photos, width, threshold):
    total = 0
    for photo in photos:
        height = round(photo.image.shape[0] * width / photo.image.shape[1])
        image = cv2.resize(photo.image, (width, height), interpolation=cv2.INTER_AREA)
        mirrored, border = mirror_border(image)
        wanted = reference(yunet_weights, mirrored, threshold)
        wanted[:, :14] -= [border, border, 0, 0] + 10 * [border]
        inside = Box(0, 0, width, height)
        wanted = wanted[[box.intersection(inside) >= 0.4 * box.area
                         for box in (Box(*row[:4]) for row in wanted.tolist())]]
        assert_same(yunet.detect(image, threshold), wanted)
        total += len(wanted)
    assert total >= 5


@pytest.mark.parametrize('width', [320, 640, 1000])
def test_fixed_equals_opencv_on_the_fitted_image(square, yunet_weights, photos, width):
    total = 0
    for photo in photos:
        height = round(photo.image.shape[0] * width / photo.image.shape[1])
        image = cv2.resize(photo.image, (width, height))
        scale = 640 / max(width, height)
        fitted = cv2.resize(image, (round(width * scale), round(height * scale)),
                            interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        # The network sees the same black border as in the detector.
        canvas = np.zeros((640, 640, 3), np.uint8)
        canvas[:fitted.shape[0], :fitted.shape[1]] = fitted
        wanted = reference(yunet_weights, canvas, 0.7)
        assert_same(square.detect(image, 0.7), wanted, scale)
        total += len(wanted)
    assert total >= 18


def test_all_faces_at_the_default_settings(yunet, tally):
    settings = Settings()
    result = tally(yunet, width=settings.detection_width, threshold=settings.detection_threshold,
                   min_size=settings.min_face_size, min_known=36)
    assert (result.found, result.known) == (18, 18)
    assert result.false <= 1


@pytest.mark.parametrize(('width', 'threshold'), [(320, 0.7), (320, 0.75), (480, 0.6), (0, 0.6)])
def test_all_faces_whatever_their_size(yunet, tally, width, threshold):
    result = tally(yunet, width=width, threshold=threshold)
    assert (result.found, result.known) == (18, 18)
    assert result.false <= 1


@pytest.mark.parametrize('factor', [2, 4, 7])
def test_all_faces_in_large_images(yunet, tally, enlarged, factor):
    """Where the search looks at some of the pixels only."""
    settings = Settings()
    result = tally(yunet, photos=enlarged(factor), width=settings.detection_width,
                   threshold=settings.detection_threshold,
                   min_size=factor * settings.min_face_size)
    assert (result.found, result.known) == (18, 18)
    assert result.false <= 1


@pytest.mark.parametrize('name', ['astronaut', 'hopper'])
def test_landmarks_lie_where_they_should(yunet, portraits, name):
    photo = portraits[name]
    face, = detect_scaled(yunet, photo.image, 0.6, 320)
    assert face.box.iou(photo.boxes[0]) > 0.7
    right_eye, left_eye, nose, right_mouth, left_mouth = face.landmarks
    assert face.landmarks.shape == (5, 2)
    assert right_eye[0] < nose[0] < left_eye[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < min(right_mouth[1], left_mouth[1])
    assert right_mouth[0] < left_mouth[0]
    box = face.box
    assert (face.landmarks > (box.x, box.y)).all()
    assert (face.landmarks < (box.x + box.width, box.y + box.height)).all()


@pytest.mark.parametrize('size', [(1, 1), (1, 500), (500, 1), (31, 33), (32, 32), (700, 90)])
def test_sizes_without_a_face(yunet, size):
    assert yunet.detect(np.full((*size, 3), 90, np.uint8), 0.6) == []


def test_threshold_bounds_the_scores(yunet, photos):
    counts = []
    for threshold in (0.3, 0.6, 0.9, 1.0):
        scores = [face.score for photo in photos for face in yunet.detect(photo.image, threshold)]
        assert all(threshold <= score <= 1.0 for score in scores)
        counts.append(len(scores))
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[2] > counts[3] == 0


def test_only_the_best_of_overlapping_boxes_stays(yunet, photos):
    for photo in photos:
        faces = yunet.detect(photo.image, 0.3)
        for one in faces:
            # Suppression looks at whole pixels, hence the allowance.
            assert all(one is other or one.box.iou(other.box) < 0.33 for other in faces)


@pytest.mark.parametrize(('share', 'least'), [(0.25, 0.9), (0.4, 0.9), (0.5, 0.85)])
def test_faces_that_the_border_cuts(yunet, photos, share, least):
    """Each face, cut by this share at each of its sides."""
    found = []
    for photo in photos:
        for face in yunet.detect(photo.image, 0.6):
            box = face.box
            x, y, width, height = box.clipped(*photo.image.shape[1::-1])
            across, down = round(share * width), round(share * height)
            for left, top, right, bottom in (
                    (x + across, 0, None, None), (0, y + down, None, None),
                    (0, 0, x + width - across, None), (0, 0, None, y + height - down)):
                part = np.ascontiguousarray(photo.image[top:bottom, left:right])
                cut = Box(box.x - left, box.y - top, box.width, box.height)
                found.append(any(one.box.iou(cut) > 0.3 for one in yunet.detect(part, 0.6)))
    assert len(found) == 72
    assert np.mean(found) >= least


@pytest.mark.parametrize('size', [(48, 48), (63, 500), (64, 64), (240, 320), (333, 500)])
def test_the_border_is_mirrored(size):
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    mirrored, border = mirror_border(image)
    assert border == (0 if min(size) < 64 else min(min(size) // 8, 16))
    assert all(side % 32 == 0 and side >= own + 2 * border
               for side, own in zip(mirrored.shape, size, strict=False))
    np.testing.assert_array_equal(
        mirrored[border:border + size[0], border:border + size[1]], image)
    if border:
        np.testing.assert_array_equal(mirrored[border, :border], image[0, 1:border + 1][::-1])


def test_a_face_in_the_mirror_image_is_none(yunet, portraits):
    photo = portraits['astronaut']
    box = photo.boxes[0]
    # The face touches the left border, so that there are two of it in what the network sees.
    left = round(box.x)
    faces = yunet.detect(np.ascontiguousarray(photo.image[:, left:]), 0.3)
    assert all(face.box.x + face.box.width / 2 > 0 for face in faces)
    assert len([face for face in faces if face.score > 0.6]) == 1


def test_missing_weights(folders):
    with pytest.raises(ModelError, match='fer_ros models fetch yunet') as caught:
        DETECTORS.create('yunet')
    assert str(folders) in str(caught.value) and FILES[0] in str(caught.value)


def test_weights_are_found_by_the_environment(yunet_weights, folders):
    shutil.copy(yunet_weights, folders)
    assert DETECTORS.create('yunet').name == 'yunet'


def test_installed_weights():
    assert DETECTORS.create('yunet').name == 'yunet'


@pytest.mark.parametrize(('content', 'words'), [
    (b'', 'empty'),
    (b'version https://git-lfs.github.com/spec/v1\noid sha256:8f23\nsize 232589\n', 'git-lfs'),
    (b'\x89PNG\r\n no onnx at all', 'no ONNX model'),
])
def test_explicit_weights_that_are_no_model(tmp_path, content, words):
    path = tmp_path / 'mine.onnx'
    path.write_bytes(content)
    with pytest.raises(ModelError, match=words):
        DETECTORS.create('yunet', weights=str(path))


def test_another_network(tmp_path):
    onnx = pytest.importorskip('onnx')
    value = onnx.helper.make_tensor_value_info('x', onnx.TensorProto.FLOAT, [1, 3, 32, 32])
    out = onnx.helper.make_tensor_value_info('y', onnx.TensorProto.FLOAT, [1, 3, 32, 32])
    graph = onnx.helper.make_graph([onnx.helper.make_node('Relu', ['x'], ['y'])], 'g',
                                   [value], [out])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid('', 13)],
                                   ir_version=8)
    onnx.save(model, tmp_path / 'other.onnx')
    with pytest.raises(ModelError, match='not YuNet'):
        YuNetDetector(tmp_path / 'other.onnx')
