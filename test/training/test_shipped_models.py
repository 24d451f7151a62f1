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

"""The models in models/ against their manifests, without TensorFlow."""

import hashlib

import numpy as np
import pytest

from fer_ros.classifiers import BACKENDS  # noqa: I100
from fer_ros.model_store.manifest import load_manifest
from fer_ros.system import share_dir
from fer_ros.training.data import load_data
from fer_ros.training.evaluate.metrics import classification_metrics, expected_calibration_error
from fer_ros.values.labels import LABELS
from fer_ros.values.settings import DEFAULT_MODEL

FOLDER = share_dir() / 'models'
# Parameters, and the accuracy on PublicTest that each was made to reach
GOALS = {'cnn': (318_407, 0.539), 'mobilenet_v2': (878_903, 0.66),
         'resnet14': (1_596_503, 0.70), 'resnet14_wide_ensemble': (1_963_687, 0.72)}
MODELS = sorted(path.stem for path in FOLDER.glob('*.json'))
SMALLEST = 'cnn'


@pytest.fixture(params=MODELS)
def manifest(request):
    return load_manifest(FOLDER / f'{request.param}.json')


def test_what_is_shipped():
    assert sorted(GOALS) == MODELS
    assert DEFAULT_MODEL in MODELS
    assert {path.suffix for path in FOLDER.iterdir()} == {'.json', '.onnx'}


def test_file(manifest):
    content = (FOLDER / manifest.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == manifest.sha256
    assert manifest.performance['size_bytes'] == len(content) <= 10_000_000


def test_what_the_manifest_says(manifest):
    parameters, goal = GOALS[manifest.name]
    assert manifest.labels == LABELS
    assert manifest.metrics['PublicTest']['accuracy'] >= goal
    for training in manifest.training.get('members', [manifest.training]):
        assert training['parameters'] == parameters
        assert training['onnx_keras_max_difference'] <= 1e-4
        assert training['command'].startswith(
            f"fer_ros train {training['architecture']} --data fer2013.npz")
        assert training['seed'] == 2022
    assert manifest.performance['ms_per_face'] > 0
    assert manifest.licence == 'Apache-2.0'


def test_weaknesses_are_the_poor_recalls(manifest):
    recalls = manifest.metrics['PublicTest']['recall']
    named = {text.partition(':')[0] for text in manifest.weaknesses}
    assert named == {label for label, recall in recalls.items() if recall < 0.6}


@pytest.mark.parametrize('manifest', [
    SMALLEST, *(pytest.param(name, marks=pytest.mark.slow) for name in MODELS
                if name != SMALLEST)], indirect=True)
def test_accuracy_on_fer2013(manifest, shared):
    pytest.importorskip('sklearn')
    data = load_data(shared / 'data' / 'fer2013.npz')
    assert data.sha256 == manifest.training['data']['sha256']
    public = data.split('PublicTest')
    classifier = BACKENDS.create('onnx', str(FOLDER / manifest.file))
    probabilities = np.concatenate([
        classifier.classify([np.repeat(face[..., None], 3, axis=2) for face in part])
        for part in np.array_split(public.faces, 15)])
    metrics = classification_metrics(probabilities, public.classes)
    stated = manifest.metrics['PublicTest']
    assert metrics['accuracy'] == pytest.approx(stated['accuracy'], abs=0.001)
    assert metrics['macro_f1'] == pytest.approx(stated['macro_f1'], abs=0.002)
    assert metrics['recall'] == pytest.approx(stated['recall'], abs=0.005)
    calibration = manifest.calibration
    assert calibration.get('measured_on', calibration['fitted_on']) == 'PublicTest'
    error = expected_calibration_error(probabilities, public.classes)
    assert error == pytest.approx(calibration['ece']['after'], abs=0.002)
    assert error < 0.03
