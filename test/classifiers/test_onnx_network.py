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

"""Networks whose input or output is not the usual one."""

import hashlib

from fer_ros.classifiers.onnx import OnnxClassifier, OnnxNetwork
from fer_ros.model_store.manifest import Manifest
from fer_ros.model_store.store import StoredModel
from fer_ros.values.labels import LABELS
import numpy as np
import pytest

onnx = pytest.importorskip('onnx')
from onnx import helper, numpy_helper, TensorProto  # noqa: E402, I100

FLOAT = TensorProto.FLOAT
WEIGHTS = np.random.default_rng(7).normal(0, 1, (12, 7)).astype(np.float32)
CROPS = list(np.random.default_rng(3).integers(0, 256, (3, 3, 4, 3), np.uint8))


def dense(before, after, *, kind=FLOAT, batch='n', end='out', extra=()):
    """Return a network of one dense layer, with nodes before and after it."""
    nodes = [*before, helper.make_node('MatMul', ['flat', 'weights'], ['sums']), *after]
    graph = helper.make_graph(
        nodes, 'tiny', [helper.make_tensor_value_info('faces', kind, [batch, 3, 4, 1])],
        [helper.make_tensor_value_info(end, FLOAT, None)],
        [numpy_helper.from_array(WEIGHTS, 'weights'),
         *(numpy_helper.from_array(np.array(values, np.int64), name) for name, values in extra)])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=8)


FLATTEN = helper.make_node('Flatten', ['faces'], ['flat'], axis=1)
CAST = [helper.make_node('Cast', ['faces'], ['numbers'], to=FLOAT),
        helper.make_node('Flatten', ['numbers'], ['flat'], axis=1)]
SOFTMAX = helper.make_node('Softmax', ['sums'], ['out'], axis=1)
NETWORKS = {
    'plain': dense([FLATTEN], [SOFTMAX]),
    'half precision': dense(CAST, [SOFTMAX], kind=TensorProto.FLOAT16),
    'double precision': dense(CAST, [SOFTMAX], kind=TensorProto.DOUBLE),
    'a batch of one inside': dense(
        [helper.make_node('Reshape', ['faces', 'one'], ['flat'])], [SOFTMAX],
        extra=[('one', [1, 12])]),
    'without a batch at the end': dense(
        [FLATTEN], [SOFTMAX, helper.make_node('Squeeze', ['out', 'first'], ['end'])], batch=1,
        end='end', extra=[('first', [0])]),
    'of convolutions alone': dense(
        [FLATTEN], [SOFTMAX, helper.make_node('Unsqueeze', ['out', 'last'], ['end'])],
        end='end', extra=[('last', [2, 3])]),
}


def stored(model, folder):
    path = folder / 'tiny.onnx'
    onnx.save(model, path)
    return StoredModel(Manifest.from_dict({
        'name': 'tiny', 'file': path.name,
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest(), 'description': 'one dense layer',
        'licence': 'Apache-2.0', 'input': {
            'width': 4, 'height': 3, 'color': 'gray', 'scale': 1 / 255, 'mean': [0.0],
            'std': [1.0], 'layout': 'NHWC', 'margin': 0.0},
        'output': 'probabilities', 'labels': list(LABELS), 'training': {}, 'metrics': {}}), path)


@pytest.mark.parametrize('case', NETWORKS)
def test_all_give_the_same(case, tmp_path):
    result = OnnxClassifier(stored(NETWORKS[case], tmp_path)).classify(CROPS)
    (tmp_path / 'plain').mkdir()
    expected = OnnxClassifier(stored(NETWORKS['plain'], tmp_path / 'plain')).classify(CROPS)
    np.testing.assert_allclose(result, expected, atol=2e-3)


def test_a_batch_of_one_inside_is_found_once(tmp_path):
    network = OnnxNetwork(stored(NETWORKS['a batch of one inside'], tmp_path).path)
    batch = np.zeros((2, 3, 4, 1), np.float32)
    assert network.run(batch).shape == (2, 7)
    calls = []
    real = network._run
    network._run = lambda one: calls.append(len(one)) or real(one)
    assert network.run(batch).shape == (2, 7)
    assert calls == [1, 1]
