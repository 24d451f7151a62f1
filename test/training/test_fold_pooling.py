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

"""Mean pooling joined with a convolution gives the same numbers."""

import numpy as np
import pytest

onnx = pytest.importorskip('onnx')
onnxruntime = pytest.importorskip('onnxruntime')

from fer_ros.training.fold_pooling import fold_pooling  # noqa: E402, I100

FACE = np.random.default_rng(0).random((2, 3, 8, 8), np.float32)


def model(pool, convolution, used_twice=False):
    """Return AveragePool and then Conv, with these attributes."""
    helper = onnx.helper
    weight = np.random.default_rng(1).random(
        (4, 3, *convolution.get('kernel_shape', (1, 1))), np.float32)
    nodes = [helper.make_node('AveragePool', ['x'], ['mean'], **pool),
             helper.make_node('Conv', ['mean', 'weight', 'bias'], ['y'], **convolution)]
    outputs = ['y', 'mean'] if used_twice else ['y']
    if used_twice:
        nodes.append(helper.make_node('Relu', ['mean'], ['other']))
    value = onnx.helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, 'test', [value('x', 1, [None, 3, 8, 8])],
        [value(name, 1, None) for name in outputs],
        [onnx.numpy_helper.from_array(weight, 'weight'),
         onnx.numpy_helper.from_array(np.arange(4, dtype=np.float32), 'bias')])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)


def answer(network):
    session = onnxruntime.InferenceSession(network.SerializeToString(),
                                           providers=['CPUExecutionProvider'])
    return session.run(['y'], {'x': FACE})[0]


@pytest.mark.parametrize(('pool', 'convolution', 'used_twice', 'folded'), [
    ({'kernel_shape': [2, 2], 'strides': [2, 2]}, {'kernel_shape': [1, 1]}, False, True),
    ({'kernel_shape': [2, 4], 'strides': [2, 4]}, {'strides': [1, 1]}, False, True),
    ({'kernel_shape': [2, 2], 'strides': [1, 1]}, {}, False, False),
    ({'kernel_shape': [2, 2], 'strides': [2, 2], 'pads': [1, 1, 1, 1]}, {}, False, False),
    ({'kernel_shape': [3, 3], 'strides': [3, 3], 'auto_pad': 'SAME_UPPER'}, {}, False, False),
    ({'kernel_shape': [2, 2], 'strides': [2, 2]}, {'strides': [2, 2]}, False, False),
    ({'kernel_shape': [2, 2], 'strides': [2, 2]}, {'kernel_shape': [3, 3]}, False, False),
    ({'kernel_shape': [2, 2], 'strides': [2, 2]}, {}, True, False)])
def test_the_answer_stays(pool, convolution, used_twice, folded):
    network = model(pool, convolution, used_twice)
    expected = answer(network)
    fold_pooling(network)
    assert ('AveragePool' not in {node.op_type for node in network.graph.node}) == folded
    np.testing.assert_allclose(answer(network), expected, rtol=1e-5)
