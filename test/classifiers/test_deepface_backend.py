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

"""DeepFace's model as a backend, on a network of its architecture with weights made here."""

import logging

import cv2
import numpy as np
import pytest

pytest.importorskip('deepface')
helper = pytest.importorskip('onnx.helper')

from fer_ros.classifiers import BACKENDS  # noqa: E402, I100
from fer_ros.values.errors import ImageError, ModelError  # noqa: E402
from fer_ros.values.labels import LABELS  # noqa: E402
from onnx import numpy_helper, save_model, TensorProto  # noqa: E402

modeling = pytest.importorskip('deepface.modules.modeling')
pytest.importorskip('deepface.models.demography.onnx.Emotion')

pytestmark = pytest.mark.filterwarnings('default')
DEEPFACE_LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral']


def network():
    """Return DeepFace's emotion network: convolutions 5-3-3-3-3, dense 1024-1024-7."""
    generator = np.random.default_rng(7)
    nodes, weights, last = [], [], 'transposed'
    nodes.append(helper.make_node('Transpose', ['input'], [last], perm=[0, 3, 1, 2]))

    def add(kind, shapes=(), **attributes):
        nonlocal last
        names = []
        for shape in shapes:
            names.append(f'w{len(weights)}')
            scale = np.sqrt(2 / np.prod(shape[1:])) if len(shape) > 1 else 0.05
            weights.append(numpy_helper.from_array(
                (scale * generator.normal(size=shape)).astype(np.float32), names[-1]))
        result = f'x{len(nodes)}'
        nodes.append(helper.make_node(kind, [last, *names], [result], **attributes))
        last = result

    def convolution(channels, inputs, size):
        add('Conv', ((channels, inputs, size, size), (channels,)))
        add('Relu')

    convolution(64, 1, 5)
    add('MaxPool', kernel_shape=[5, 5], strides=[2, 2])
    convolution(64, 64, 3)
    convolution(64, 64, 3)
    add('AveragePool', kernel_shape=[3, 3], strides=[2, 2])
    convolution(128, 64, 3)
    convolution(128, 128, 3)
    add('AveragePool', kernel_shape=[3, 3], strides=[2, 2])
    add('Flatten')
    for units, inputs in ((1024, 128), (1024, 1024), (7, 1024)):
        add('Gemm', ((units, inputs), (units,)), transB=1)
        if units != 7:
            add('Relu')
    add('Softmax', axis=1)
    graph = helper.make_graph(
        nodes, 'emotion', [helper.make_tensor_value_info('input', TensorProto.FLOAT,
                                                         ['n', 48, 48, 1])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, ['n', 7])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=8)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return an empty home of DeepFace, which knows of no model that was loaded before."""
    monkeypatch.setenv('DEEPFACE_HOME', str(tmp_path))
    monkeypatch.setattr(modeling, 'cached_models',
                        {task: {} for task in modeling.AVAILABLE_MODELS}, raising=False)
    (tmp_path / '.deepface' / 'weights').mkdir(parents=True)
    return tmp_path


@pytest.fixture
def classifier(home):
    save_model(network(), home / '.deepface/weights/facial_expression_model_weights.onnx')
    return BACKENDS.create('deepface', 'whatever')


@pytest.fixture
def crops():
    generator = np.random.default_rng(3)
    return [cv2.resize(generator.integers(0, 256, (6, 6, 3), np.uint8), (side, side),
                       interpolation=cv2.INTER_CUBIC) for side in (48, 120, 301, 224)]


def test_it_gives_what_analyze_gives(classifier, crops):
    from deepface import DeepFace

    probabilities = classifier.classify(crops)
    assert probabilities.shape == (4, 7)
    assert probabilities.dtype == np.float32
    for crop, row in zip(crops, probabilities, strict=True):
        (result,) = DeepFace.analyze(crop, actions=['emotion'], detector_backend='skip',
                                     enforce_detection=False, silent=True)
        expected = [result['emotion'][label] / 100 for label in LABELS]
        np.testing.assert_allclose(row, expected, atol=2e-3)
    # The network tells the faces apart, or the comparison would say nothing.
    assert np.abs(probabilities[0] - probabilities[1]).max() > 0.02


def test_grey_from_bgr_and_the_order_of_the_labels(classifier, home, crops):
    import onnxruntime

    session = onnxruntime.InferenceSession(
        str(home / '.deepface/weights/facial_expression_model_weights.onnx'))
    for crop, row in zip(crops, classifier.classify(crops), strict=True):
        gray = cv2.cvtColor(cv2.resize(crop, (224, 224)).astype(np.float32) / 255,
                            cv2.COLOR_BGR2GRAY)
        face = cv2.resize(gray, (48, 48))[None, :, :, None]
        (output,) = session.run(None, {'input': face})
        by_label = dict(zip(DEEPFACE_LABELS, output[0], strict=True))
        np.testing.assert_allclose(row, [by_label[label] for label in LABELS], atol=1e-5)
    red, blue = np.zeros((2, 60, 60, 3), np.uint8)
    red[..., 2] = blue[..., 0] = 255
    ours = classifier.classify([red, blue])
    assert np.abs(ours[0] - ours[1]).max() > 1e-4


def test_a_batch_is_each_face_alone(classifier, crops):
    together = classifier.classify(crops)
    alone = np.concatenate([classifier.classify([crop]) for crop in crops])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_faces(classifier):
    assert classifier.classify([]).shape == (0, 7)


def test_a_crop_of_another_kind(classifier):
    with pytest.raises(ImageError, match=r'\(48, 48\) uint8'):
        classifier.classify([np.zeros((48, 48), np.uint8)])


def test_no_model_and_no_network(home, monkeypatch, caplog):
    import requests

    def unreachable(*args, **kwargs):
        raise requests.ConnectionError('no route')
    for name in ('head', 'get'):
        monkeypatch.setattr(requests, name, unreachable)
    monkeypatch.setattr('gdown.download', unreachable)
    with (caplog.at_level(logging.WARNING),
          pytest.raises(ModelError, match=r'https://.*facial_expression_model') as caught):
        BACKENDS.create('deepface', 'whatever')
    assert str(home) in str(caught.value)
    assert 'DEEPFACE_HOME' in str(caught.value)
    assert str(home) in caplog.text


def test_a_damaged_model(home):
    (home / '.deepface/weights/facial_expression_model_weights.onnx').write_bytes(b'damaged')
    with pytest.raises(ModelError, match='cannot be loaded'):
        BACKENDS.create('deepface', 'whatever')
