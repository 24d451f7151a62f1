"""The model in models/ against its manifest, without TensorFlow."""

import hashlib
import json

import numpy as np
import pytest

from fer_ros.training.data import load_data
from fer_ros.training.metrics import classification_metrics
from fer_ros.training.train import model_input, PREDICT_BATCH
from fer_ros.values.labels import LABELS
from fer_ros.values.resources import share_dir

PARAMETERS = 318407  # of the thesis's network
THESIS = 0.539  # its accuracy on PublicTest


@pytest.fixture(scope='module')
def manifest():
    return json.loads((share_dir() / 'models' / 'cnn.json').read_text(encoding='utf-8'))


@pytest.fixture(scope='module')
def session(manifest):
    onnxruntime = pytest.importorskip('onnxruntime')
    return onnxruntime.InferenceSession(str(share_dir() / 'models' / manifest['file']),
                                        providers=['CPUExecutionProvider'])


def test_checksum(manifest):
    content = (share_dir() / 'models' / manifest['file']).read_bytes()
    assert hashlib.sha256(content).hexdigest() == manifest['sha256']
    # Four bytes a parameter, and little else
    assert 4 * PARAMETERS < len(content) < 4 * PARAMETERS + 10_000


def test_what_the_manifest_says(manifest):
    assert manifest['training']['parameters'] == PARAMETERS
    assert manifest['labels'] == list(LABELS)
    assert manifest['metrics']['PublicTest']['accuracy'] >= THESIS
    assert manifest['training']['onnx_keras_max_difference'] <= 1e-4
    assert manifest['training']['command'] == 'fer_ros train cnn --data fer2013.npz'
    assert 1 <= manifest['training']['best_epoch'] <= manifest['training']['epochs'] == 12


def test_input_and_output(manifest, session):
    (face,), (probabilities,) = session.get_inputs(), session.get_outputs()
    assert face.shape[1:] == [48, 48, 1]
    assert face.type == probabilities.type == 'tensor(float)'
    assert probabilities.shape[1:] == [7]
    assert manifest['output'] == 'probabilities'
    (output,) = session.run(None, {face.name: np.zeros((3, 48, 48, 1), np.float32)})
    np.testing.assert_allclose(output.sum(axis=1), 1, atol=1e-6)


def test_accuracy_on_fer2013(manifest, session, shared):
    data = load_data(shared / 'data' / 'fer2013.npz')
    assert data.sha256 == manifest['training']['data']['sha256']
    public = data.split('PublicTest')
    name = session.get_inputs()[0].name
    probabilities = np.concatenate([
        session.run(None, {name: model_input(public.faces[start:start + PREDICT_BATCH])})[0]
        for start in range(0, len(public), PREDICT_BATCH)])
    metrics = classification_metrics(probabilities, public.classes)
    stated = manifest['metrics']['PublicTest']
    assert metrics['accuracy'] == pytest.approx(stated['accuracy'], abs=0.001)
    assert metrics['macro_f1'] == pytest.approx(stated['macro_f1'], abs=0.002)
    assert metrics['recall'] == pytest.approx(stated['recall'], abs=0.005)
