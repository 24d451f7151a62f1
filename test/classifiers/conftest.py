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

"""Small ONNX models with known weights, made for a test."""

from __future__ import annotations

from collections.abc import Callable
import hashlib
from pathlib import Path
from typing import Any

from fer_ros.model_store.manifest import Manifest
from fer_ros.model_store.store import StoredModel
from fer_ros.values.labels import LABELS
import numpy as np
import pytest


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[..., tuple[StoredModel, np.ndarray]]:
    """
    Return the function that writes a model of one dense layer over all its input numbers.

    It gives the stored model and the layer's weights, (inputs, classes).
    """
    onnx = pytest.importorskip('onnx')
    helper = pytest.importorskip('onnx.helper')
    numpy_helper = pytest.importorskip('onnx.numpy_helper')  # onnx 1.12 does not import it itself

    def build(*, labels: tuple[str | None, ...] = LABELS, output: str = 'probabilities',
              classes: int | None = None, batch: int | str = 'n', softmax: bool | None = None,
              seed: int = 7, **changes: Any) -> tuple[StoredModel, np.ndarray]:
        spec = {'width': 4, 'height': 3, 'color': 'gray', 'scale': 1 / 255, 'layout': 'NHWC',
                'margin': 0.0, **changes}
        channels = 1 if spec['color'] == 'gray' else 3
        spec = {'mean': [0.0] * channels, 'std': [1.0] * channels, **spec}
        classes = len(labels) if classes is None else classes
        shape = [batch, spec['height'], spec['width'], channels]
        if spec['layout'] == 'NCHW':
            shape = [batch, channels, spec['height'], spec['width']]
        weights = np.random.default_rng(seed).normal(
            0, 1, (int(np.prod(shape[1:])), classes)).astype(np.float32)
        nodes = [helper.make_node('Flatten', ['faces'], ['flat'], axis=1),
                 helper.make_node('MatMul', ['flat', 'weights'], ['sums'])]
        last = 'sums'
        if softmax if softmax is not None else output == 'probabilities':
            nodes.append(helper.make_node('Softmax', ['sums'], ['scores'], axis=1))
            last = 'scores'
        number = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            nodes, 'tiny', [helper.make_tensor_value_info('faces', number, shape)],
            [helper.make_tensor_value_info(last, number, [batch, classes])],
            [numpy_helper.from_array(weights, 'weights')])
        # Old enough for every ONNX Runtime in use.
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)],
                                  ir_version=8)
        content = model.SerializeToString()
        path = tmp_path / 'tiny.onnx'
        path.write_bytes(content)
        manifest = Manifest.from_dict({
            'name': 'tiny', 'file': path.name, 'sha256': hashlib.sha256(content).hexdigest(),
            'description': 'one dense layer', 'licence': 'Apache-2.0', 'input': spec,
            'output': output, 'labels': list(labels), 'training': {}, 'metrics': {}})
        return StoredModel(manifest, path), weights
    return build
