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

"""The pipeline, with fakes for its parts and with the real ones."""

from fer_ros.classifiers import BACKENDS
from fer_ros.detectors import DETECTORS
from fer_ros.pipeline import Pipeline
from fer_ros.values.errors import ImageError, MissingDependencyError, ModelError, SettingError
from fer_ros.values.faces import Box, Face
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import Settings
import numpy as np
import pytest

IMAGE = np.zeros((240, 320, 3), np.uint8)


def test_the_largest_face_comes_first(fakes, faces):
    pipeline = fakes()
    pipeline.detector.faces = faces
    emotions = pipeline.process(IMAGE)
    assert [emotion.face.box.width for emotion in emotions] == [80, 60, 40, 20]
    # Each face got the row of its own crop.
    assert [emotion.label for emotion in emotions] == list(LABELS[:4])
    for emotion in emotions:
        np.testing.assert_array_equal(emotion.probabilities, emotion.raw_probabilities)


def test_identifiers_are_unique_and_start_with_a_letter(fakes, faces):
    pipeline = fakes()
    pipeline.detector.faces = faces
    ids = [emotion.face_id for emotion in pipeline.process(IMAGE)]
    assert len(set(ids)) == 4
    assert all(face_id[0].isalpha() and face_id.isalnum() for face_id in ids)


@pytest.mark.parametrize('most, sides', [(1, [80]), (3, [80, 60, 40]), (20, [80, 60, 40, 20])])
def test_the_largest_are_kept_of_too_many(fakes, faces, most, sides):
    pipeline = fakes({'max_faces': most})
    pipeline.detector.faces = faces
    assert [emotion.face.box.width for emotion in pipeline.process(IMAGE)] == sides
    assert len(pipeline.classifier.batches[0]) == len(sides)


@pytest.mark.parametrize('least, sides', [
    (0, [80, 60, 40, 20]), (20, [80, 60, 40, 20]), (21, [80, 60, 40]), (60, [80, 60]), (81, [])])
def test_small_faces_are_ignored(fakes, faces, least, sides):
    pipeline = fakes({'min_face_size': least})
    pipeline.detector.faces = faces
    assert [emotion.face.box.width for emotion in pipeline.process(IMAGE)] == sides


@pytest.mark.parametrize('box, kept', [
    (Box(0, 0, 100, 19), False), (Box(0, 0, 19, 100), False), (Box(0, 0, 20, 100), True)])
def test_the_shorter_side_counts(fakes, box, kept):
    pipeline = fakes({'min_face_size': 20})
    pipeline.detector.faces = [Face(box, 0.9)]
    assert len(pipeline.process(IMAGE)) == kept


def test_the_size_that_counts_is_that_in_the_source_image(fakes):
    pipeline = fakes({'min_face_size': 40, 'detection_width': 160})
    pipeline.detector.faces = [Face(Box(10, 10, 20, 20), 0.9), Face(Box(40, 10, 19, 19), 0.9)]
    emotion, = pipeline.process(IMAGE)
    assert [shape for shape, _ in pipeline.detector.calls] == [(120, 160, 3)]
    assert emotion.face.box == Box(20, 20, 40, 40)
    assert pipeline.classifier.batches == [[(40, 40, 3)]]


@pytest.mark.parametrize('box, kept', [
    (Box(-50, 10, 50.4, 50), False), (Box(319.6, 10, 50, 50), False),
    (Box(10, -50, 50, 50.4), False), (Box(10, 239.6, 50, 50), False),
    (Box(500, 500, 50, 50), False), (Box(-60, 10, 50, 50), False),
    (Box(-49, 10, 50, 50), True), (Box(319, 239, 50, 50), True)])
def test_a_face_that_leaves_no_region_is_dropped(fakes, box, kept):
    pipeline = fakes()
    pipeline.detector.faces = [Face(box, 0.9)]
    emotions = pipeline.process(IMAGE)
    assert len(emotions) == kept
    assert all(min(emotion.face.box.clipped(320, 240)[2:]) > 0 for emotion in emotions)


def test_all_crops_of_a_frame_go_in_one_batch(fakes, faces):
    pipeline = fakes({'face_margin': 0.5})
    pipeline.detector.faces = faces
    pipeline.process(IMAGE)
    pipeline.process(IMAGE)
    batch = [(160, 160, 3), (120, 120, 3), (80, 80, 3), (40, 40, 3)]
    assert pipeline.classifier.batches == [batch, batch]


def test_a_frame_without_faces_has_no_emotions(fakes):
    assert fakes().process(IMAGE) == []


def test_valence_and_arousal_where_the_model_has_a_mapping(fakes, faces):
    pipeline = fakes()
    pipeline.detector.faces = faces[:1]
    image = np.zeros((240, 320, 3), np.uint8)
    (unknown,) = pipeline.process(image)
    assert np.isnan([unknown.valence, unknown.arousal]).all()
    pipeline.classifier.affect = 'russell-mehrabian-1977'
    (angry,) = pipeline.process(image)  # what the fake says of a first face
    assert (angry.valence, angry.arousal) == pytest.approx((-0.51, 0.59))


def test_the_image_is_not_changed(fakes, faces):
    pipeline = fakes()
    pipeline.detector.faces = faces
    image = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
    image.flags.writeable = False
    before = image.copy()
    pipeline.process(image)
    np.testing.assert_array_equal(image, before)


def test_the_threshold_reaches_the_detector(fakes):
    pipeline = fakes({'detection_threshold': 0.25, 'detection_width': 0})
    pipeline.process(np.zeros((1000, 2000, 3), np.uint8))
    # Half of it, for weak faces keep known ones alive.
    assert pipeline.detector.calls == [((1000, 2000, 3), 0.125)]
    pipeline.process_photo(np.zeros((1000, 2000, 3), np.uint8))
    assert pipeline.detector.calls[1] == ((1000, 2000, 3), 0.25)


@pytest.mark.parametrize('changes', [
    {}, {'max_faces': 3}, {'min_face_size': 5, 'detection_threshold': 0.1},
    {'face_margin': 0.25, 'detection_width': 0, 'anonymize': False}])
def test_parts_that_stay_the_same_are_taken_over(registered, changes):
    old = Pipeline.load(registered)
    new = Pipeline.load(registered.changed(changes), old)
    assert new.detector is old.detector
    assert new.classifier is old.classifier
    assert new.tracker is old.tracker
    assert new.settings == registered.changed(changes)
    assert old.settings == registered


@pytest.mark.parametrize('changes, same_detector, same_classifier', [
    ({'detector_weights': 'other'}, False, True), ({'model': 'other'}, True, False),
    ({'detector': 'fake2'}, False, True), ({'backend': 'fake2'}, True, False),
    ({'model': 'other', 'detector_weights': 'other'}, False, False)])
def test_parts_that_change_are_built_anew(registered, monkeypatch, changes, same_detector,
                                          same_classifier):
    for registry in (DETECTORS, BACKENDS):
        monkeypatch.setitem(registry._factories, 'fake2', registry._factories['fake'])
    old = Pipeline.load(registered)
    new = Pipeline.load(registered.changed(changes), old)
    assert (new.detector is old.detector) == same_detector
    assert (new.classifier is old.classifier) == same_classifier
    assert new.tracker is old.tracker
    assert new.detector.weights == changes.get('detector_weights', '')
    assert new.classifier.name == changes.get('model', 'm')


def test_parts_that_are_handed_in_are_used_instead_of_the_named_ones(registered):
    parts = Pipeline.load(registered)
    handed = Pipeline.load(registered.changed({'detector': 'gone', 'backend': 'gone'}),
                           detector=parts.detector, classifier=parts.classifier)
    assert handed.detector is parts.detector and handed.classifier is parts.classifier


def test_without_a_previous_one_everything_is_new(registered):
    one, other = Pipeline.load(registered), Pipeline.load(registered)
    assert one.detector is not other.detector
    assert one.classifier is not other.classifier


@pytest.mark.parametrize('changes, error, words', [
    ({'detector': 'gone'}, SettingError, ("unknown detector 'gone'", 'auto', 'haar', 'yunet')),
    ({'backend': 'gone'}, SettingError, ("unknown backend 'gone'", 'onnx')),
    ({'backend': 'onnx', 'model': 'gone'}, ModelError, ("unknown model 'gone'", 'cnn')),
    ({'backend': 'onnx', 'model': 'gone.onnx'}, ModelError, ("'gone.onnx'",))])
def test_a_part_that_does_not_exist(registered, changes, error, words):
    with pytest.raises(error) as caught:
        Pipeline.load(registered.changed(changes))
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize('image', [
    np.zeros((240, 320), np.uint8), np.zeros((240, 320, 4), np.uint8),
    np.zeros((240, 320, 1), np.uint8), np.zeros((240, 320, 3), np.float32),
    np.zeros((240, 320, 3), np.uint16), np.zeros((0, 320, 3), np.uint8),
    np.zeros((240, 0, 3), np.uint8), np.zeros(240, np.uint8), np.zeros((), np.uint8),
    np.zeros((2, 240, 320, 3), np.uint8)], ids=lambda image: f'{image.shape} {image.dtype}')
def test_a_bad_image_is_quoted_by_shape_and_type(fakes, image):
    with pytest.raises(ImageError) as caught:
        fakes().process(image)
    assert f'{image.shape} {image.dtype}' in str(caught.value)


@pytest.mark.parametrize('size', [(1, 1), (1, 500), (500, 1)])
def test_tiny_images(fakes, size):
    pipeline = fakes()
    pipeline.detector.faces = [Face(Box(0, 0, 1, 1), 0.9)]
    assert len(pipeline.process(np.zeros((*size, 3), np.uint8))) == 1


def test_a_smiling_astronaut():
    data = pytest.importorskip('skimage.data')
    try:
        pipeline = Pipeline.load(Settings(detector='haar'))
    except MissingDependencyError as error:
        pytest.skip(str(error))
    emotions = pipeline.process(np.ascontiguousarray(data.astronaut()[..., ::-1]))
    # Her face, from brow to chin; the cascade finds one in her suit as well.
    face = Box(180, 65, 90, 108)
    emotion = max(emotions, key=lambda emotion: emotion.face.box.iou(face))
    assert emotion.face.box.iou(face) > 0.5
    assert emotion.label == 'happy'
    assert emotion.confidence > 0.5
    assert emotion.probabilities.sum() == pytest.approx(1, abs=1e-5)
