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

"""Anonymized images: all faces are hidden, whatever the pipeline makes of them."""

from dataclasses import replace

import cv2
from fer_ros.detectors import detect_scaled
from fer_ros.drawing import annotate
from fer_ros.pipeline import Pipeline
from fer_ros.pipeline.anonymizer import ROUNDS, THRESHOLD
from fer_ros.values.errors import SettingError
from fer_ros.values.faces import Box, Face
from fer_ros.values.settings import Settings
import numpy as np
import pytest


def noise(height=240, width=320):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def is_hidden(image, box):
    """Say whether next to nothing is left of noise in a box."""
    x, y, width, height = box.clipped(image.shape[1], image.shape[0])
    return len(np.unique(image[y:y + height, x:x + width].reshape(-1, 3), axis=0)) <= 16


def test_off_there_is_none(fakes):
    assert fakes().anonymizer is None


def test_what_is_not_reported_is_hidden_too(fakes, faces):
    pipeline = fakes({'anonymize': True, 'max_faces': 1, 'min_face_size': 50})
    weak = Face(Box(150, 160, 30, 30), 0.21)
    pipeline.detector.faces = faces
    reported = pipeline.process(noise(), 0.0)
    assert [emotion.face.box for emotion in reported] == [faces[1].box]
    pipeline.anonymizer.detector.faces = [*faces, weak]
    image = noise()
    hidden = pipeline.anonymizer.hide_faces(image, pipeline.tracked_boxes)
    for face in (*faces, weak):
        assert is_hidden(hidden, face.box)
    np.testing.assert_array_equal(image, noise())
    assert (hidden[:8] == image[:8]).mean() > 0.4  # not all of it


def test_a_face_that_is_followed_or_lost_is_hidden_where_it_should_be(fakes, faces):
    pipeline = fakes({'anonymize': True})
    for number in range(5):  # it moves by 10 pixels a frame
        pipeline.detector.faces = [faces[0].moved(10 * number, 0)]
        pipeline.process(noise(), 0.1 * number)
    pipeline.detector.faces = []
    for number in range(5, 7):
        assert pipeline.process(noise(), 0.1 * number) == []
        place = faces[0].moved(10 * number, 0).box
        assert is_hidden(pipeline.anonymizer.hide_faces(noise(), pipeline.tracked_boxes), place)
    assert pipeline.process(noise(), 60.0) == []
    assert pipeline.tracked_boxes == []


def test_faces_that_wait_for_their_classification(fakes, faces):
    pipeline = fakes({'anonymize': True, 'max_faces_per_frame': 1})
    pipeline.detector.faces = faces
    assert len(pipeline.process(noise(), 0.0)) == 1
    hidden = pipeline.anonymizer.hide_faces(noise(), pipeline.tracked_boxes)
    assert all(is_hidden(hidden, face.box) for face in faces)


def test_every_image_is_searched_in_two_sizes_and_again(fakes):
    pipeline = fakes({'anonymize': True, 'detection_rate': 1 / 60, 'detection_width': 64})
    # Its own: the drawing thread must not share the pipeline's.
    own = pipeline.anonymizer.detector
    assert own is not pipeline.detector
    for _ in range(3):
        own.calls.clear()
        pipeline.anonymizer.hide_faces(noise(), [])
        assert sorted(own.calls) == [((48, 64, 3), THRESHOLD), ((240, 320, 3), THRESHOLD)]
    own.calls.clear()
    own.faces = [Face(Box(5, 5, 20, 20), 0.9)]
    pipeline.anonymizer.hide_faces(noise(), [])
    assert len(own.calls) == 2 * ROUNDS
    own.calls.clear()
    pipeline.anonymizer.hide_faces(noise(960, 2560), [])
    assert {shape for shape, _ in own.calls} == {(24, 64, 3), (480, 1280, 3)}


def test_what_is_found_again_loses_all_detail(fakes):
    box = Box(100, 100, 40, 40)
    anonymizer = fakes({'anonymize': True}).anonymizer
    anonymizer.detector.faces = [Face(box, 0.9)]
    x, y, width, height = box.clipped(320, 240)
    hidden = anonymizer.hide_faces(noise(), [])[y:y + height, x:x + width]
    assert (hidden == hidden[0, 0]).all()


def test_the_detector_is_kept_as_long_as_the_pipelines(registered):
    first = Pipeline.load(replace(registered, anonymize=True))
    own = first.anonymizer.detector
    second = Pipeline.load(replace(registered, anonymize=True, max_faces=2), first)
    assert second.anonymizer.detector is own
    third = Pipeline.load(replace(registered, anonymize=True, detector_weights='other'), second)
    assert third.anonymizer.detector.weights == 'other'
    assert Pipeline.load(registered, third).anonymizer is None


def test_a_pipeline_for_another_classifier_keeps_the_anonymizer(registered):
    """As the node makes it when the fallback model takes over."""
    first = Pipeline.load(replace(registered, anonymize=True))
    other = object.__new__(type(first.classifier))
    second = Pipeline.load(replace(registered, anonymize=True, model='other'), first,
                           classifier=other)
    assert second.classifier is other
    assert second.anonymizer.detector is first.anonymizer.detector


def test_anonymize_without_an_anonymizer_is_an_error(fakes):
    parts = fakes()
    with pytest.raises(SettingError, match=r'anonymize needs an anonymizer'):
        Pipeline(parts.settings.changed({'anonymize': True}), parts.detector, parts.classifier)


def test_haar_comes_with_a_warning(fakes):
    assert fakes({'anonymize': True}).anonymizer.warning == ''
    pytest.importorskip('onnxruntime')
    if hasattr(cv2, 'CascadeClassifier'):
        pipeline = Pipeline.load(Settings(detector='haar', anonymize=True))
        assert 'fer_ros models fetch yunet' in pipeline.anonymizer.warning


def found(detector, image, threshold):
    """Return the faces of an image, searched at both sizes that users search at."""
    return [face for width in (320, 0)
            for face in detect_scaled(detector, image, threshold, width)]


def portraits():
    """Return Collins and Hopper, BGR."""
    data = pytest.importorskip('skimage.data')
    book = pytest.importorskip('matplotlib.cbook')
    with book.get_sample_data('grace_hopper.jpg') as file:
        hopper = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_COLOR)
    return [np.ascontiguousarray(data.astronaut()[..., ::-1]), hopper]


@pytest.mark.skipif(not hasattr(cv2, 'CascadeClassifier'), reason='OpenCV 5 has no cascades')
def test_haar_finds_no_face_in_a_hidden_portrait():
    from fer_ros.detectors.haar import HaarDetector

    detector = HaarDetector()
    for image in portraits():
        before = found(detector, image, 0.6)
        assert before
        drawn = _as_run_draws(Settings(detector='haar', anonymize=True), image)
        for after in found(detector, drawn, 0.3):
            # What it takes for a face elsewhere, it may; nothing of a face is left.
            assert all(after.box.overlap(face.box) < 0.3 for face in before)


def test_yunet_finds_no_face_in_hidden_photos(shared):
    from fer_ros.detectors.yunet import YuNetDetector

    weights = shared / 'models' / 'face_detection_yunet_2023mar.onnx'
    photos = sorted((shared / 'data' / 'photos').glob('*.jpg'))
    if not weights.is_file() or not photos:
        pytest.skip('no photos or no weights of yunet')
    detector = YuNetDetector(weights)
    settings = Settings(detector='yunet', detector_weights=str(weights), anonymize=True)
    count = 0
    for image in (*portraits(), *(cv2.imread(str(path)) for path in photos)):
        count += len(detect_scaled(detector, image, 0.6, 320))
        drawn = _as_run_draws(settings, image)
        # Half of the node's threshold is the least that it ever looks at.
        assert found(detector, drawn, settings.detection_threshold / 2) == []
    assert count >= 20


def _as_run_draws(settings: Settings, image: np.ndarray) -> np.ndarray:
    pipeline = Pipeline.load(settings)
    emotions = pipeline.process_photo(image)
    assert emotions
    hidden = pipeline.anonymizer.hide_faces(image, [one.face.box for one in emotions])
    return annotate(hidden, emotions)
