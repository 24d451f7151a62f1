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

"""The backend `onnx` on small models with known weights, and on broken ones."""

from dataclasses import replace
import sys

from fer_ros.classifiers import BACKENDS
from fer_ros.classifiers import onnx as backend
from fer_ros.classifiers.onnx import OnnxClassifier
from fer_ros.model_store.manifest import save_manifest
from fer_ros.system import install_line
from fer_ros.values.errors import ImageError, MissingDependencyError, ModelError, SettingError
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

PERMUTED = ('neutral', 'fear', 'happy', None, 'sad', 'angry', 'surprise', 'disgust')


def faces(count, seed=3):
    return list(np.random.default_rng(seed).integers(0, 256, (count, 3, 4, 3), np.uint8))


def expected(crop, weights, manifest):
    """Work out by hand what the model says of a crop in the model's own size."""
    spec = manifest.input
    planes = {'bgr': crop, 'rgb': crop[..., ::-1],
              'gray': np.rint(crop @ [0.114, 0.587, 0.299])[..., None]}[spec.color]
    numbers = (planes * spec.scale - np.array(spec.mean)) / np.array(spec.std)
    if spec.layout == 'NCHW':
        numbers = numbers.transpose(2, 0, 1)
    powers = np.exp(numbers.ravel() @ weights)
    by_label = {label: power for label, power in zip(manifest.labels, powers, strict=True)
                if label is not None}
    return [by_label.get(label, 0) / sum(by_label.values()) for label in LABELS]


@pytest.mark.parametrize('color', ['gray', 'rgb', 'bgr'])
@pytest.mark.parametrize('layout', ['NHWC', 'NCHW'])
@pytest.mark.parametrize('output', ['probabilities', 'logits'])
@pytest.mark.parametrize('labels', [LABELS, PERMUTED, ('sad', 'happy')])
def test_every_kind_of_model(make_model, color, layout, output, labels):
    channels = 1 if color == 'gray' else 3
    model, weights = make_model(color=color, layout=layout, output=output, labels=labels,
                                mean=[0.4, 0.5, 0.6][:channels], std=[0.9, 1.0, 1.2][:channels])
    crops = faces(5)
    result = OnnxClassifier(model).classify(crops)
    assert result.shape == (5, 7) and result.dtype == np.float32
    np.testing.assert_allclose(result.sum(axis=1), 1, atol=1e-6)
    # OpenCV's gray may be one step from the rounded formula.
    tolerance = 0.02 if color == 'gray' else 1e-4
    for row, crop in zip(result, crops, strict=True):
        np.testing.assert_allclose(row, expected(crop, weights, model.manifest), atol=tolerance)


class Spy:
    """A session that keeps the shapes of the batches it runs."""

    def __init__(self, session):
        self.session, self.batches = session, []

    def get_inputs(self):
        return self.session.get_inputs()

    def get_providers(self):
        return self.session.get_providers()

    def run(self, names, feed):
        self.batches.append(next(iter(feed.values())).shape)
        return self.session.run(names, feed)


@pytest.fixture
def spies(monkeypatch):
    made = []
    real = backend.open_session

    def spied(*args):
        made.append(Spy(real(*args)))
        return made[-1]
    monkeypatch.setattr(backend, 'open_session', spied)
    return made


def test_one_call_a_batch(make_model, spies):
    classifier = OnnxClassifier(make_model()[0])
    spies[0].batches.clear()
    result = classifier.classify(faces(9))
    assert spies[0].batches == [(9, 3, 4, 1)]
    alone = np.concatenate([classifier.classify([face]) for face in faces(9)])
    np.testing.assert_allclose(result, alone, atol=1e-6)


def test_no_faces_no_call(make_model, spies):
    classifier = OnnxClassifier(make_model()[0])
    spies[0].batches.clear()
    result = classifier.classify([])
    assert result.shape == (0, 7) and result.dtype == np.float32
    assert spies[0].batches == []


def test_model_of_one_picture_at_a_time(make_model, spies):
    model, weights = make_model(batch=1, color='bgr')
    classifier = OnnxClassifier(model)
    spies[0].batches.clear()
    crops = faces(3)
    np.testing.assert_allclose(
        classifier.classify(crops),
        [expected(crop, weights, model.manifest) for crop in crops], atol=1e-4)
    assert spies[0].batches == [(1, 3, 4, 3)] * 3


def test_crops_of_any_size(make_model):
    crops = [np.full((size, size + 3, 3), 80, np.uint8) for size in (1, 20, 300)]
    result = OnnxClassifier(make_model()[0]).classify(crops)
    np.testing.assert_allclose(result, np.tile(result[0], (3, 1)), atol=1e-5)


def test_what_is_no_crop(make_model):
    with pytest.raises(ImageError, match=r'\(0, 4, 3\)'):
        OnnxClassifier(make_model()[0]).classify([np.zeros((0, 4, 3), np.uint8)])


def test_by_registry(make_model, monkeypatch):
    model, _ = make_model()
    save_manifest(model.manifest, model.path.parent)
    monkeypatch.setenv('FER_ROS_MODELS', str(model.path.parent))
    for asked in ('tiny', str(model.path), str(model.path.with_suffix('.json'))):
        classifier = BACKENDS.create('onnx', asked)
        assert classifier.name == 'tiny'
        assert classifier.classify(faces(2)).shape == (2, 7)


def test_unknown_backend_and_model(monkeypatch, tmp_path):
    monkeypatch.setenv('FER_ROS_MODELS', str(tmp_path))
    with pytest.raises(SettingError, match=r"unknown backend 'onxx'; available: .*onnx"):
        BACKENDS.create('onxx', 'cnn')
    with pytest.raises(ModelError, match="unknown model 'nosuch'"):
        BACKENDS.create('onnx', 'nosuch')


@pytest.mark.parametrize(('change', 'words'), [
    (lambda content: content[:-1], 'its sha256 is [0-9a-f]{64}, but must be [0-9a-f]{64}'),
    (lambda content: content[:40] + b'!' + content[41:], 'damaged or another version'),
    (lambda content: b'', 'is empty'),
    (lambda content: b'version https://git-lfs.github.com/spec/v1\n', 'git-lfs pointer'),
])
def test_damaged_file(make_model, change, words):
    model, _ = make_model()
    model.path.write_bytes(change(model.path.read_bytes()))
    with pytest.raises(ModelError, match=words) as caught:
        OnnxClassifier(model)
    assert str(model.path) in str(caught.value)


@pytest.mark.parametrize(('built', 'said', 'words'), [
    ({'color': 'gray'}, {'color': 'bgr', 'mean': (0,) * 3, 'std': (1,) * 3}, 'does not take'),
    ({'width': 4}, {'width': 5}, r'does not take the input \(2, 3, 5, 1\)'),
    ({'layout': 'NCHW'}, {'layout': 'NHWC'}, 'does not take'),
    ({'batch': 4}, {}, 'does not take'),
])
def test_input_that_is_not_what_the_manifest_says(make_model, built, said, words):
    model, _ = make_model(**built)
    manifest = replace(model.manifest, input=replace(model.manifest.input, **said))
    with pytest.raises(ModelError, match=words):
        OnnxClassifier(replace(model, manifest=manifest))


@pytest.mark.parametrize(('built', 'words'), [
    ({'classes': 8}, r'shape \(2, 8\), but its manifest names 7 labels'),
    ({'softmax': False}, 'is it logits'),
])
def test_output_that_is_not_what_the_manifest_says(make_model, built, words):
    with pytest.raises(ModelError, match=words):
        OnnxClassifier(make_model(**built)[0])


def test_without_onnxruntime(make_model, monkeypatch):
    model, _ = make_model()
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    with pytest.raises(MissingDependencyError, match=install_line('onnxruntime')):
        OnnxClassifier(model)
