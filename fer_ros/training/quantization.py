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

"""Makes ONNX models compute with 8-bit integers (post-training quantization)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
import tempfile

from fer_ros.training.fold_pooling import fold_pooling
import numpy as np

# The rest, such as the softmax, costs no time.
_OPERATORS = ('Conv', 'Add', 'Relu')


def quantize(content: bytes, batches: Iterable[np.ndarray]) -> bytes:
    """
    Return an ONNX model whose convolutions compute with 8-bit integers.

    Activations have 8 bits. Weights have 7, with a scale for each channel: with 8, sums overflow
    on processors without VNNI (ONNX Runtime, "Quantize ONNX models", section "When and why do I
    need to try reduce-range").

    :param content: of an ONNX file with one input
    :param batches: inputs as the model will get them; their activations give the ranges
    """
    from onnx import load_model, save_model
    from onnxruntime.quantization import quant_pre_process, quantize_static, QuantType

    with tempfile.TemporaryDirectory() as folder:
        source, prepared, result = (Path(folder, f'{name}.onnx')
                                    for name in ('source', 'prepared', 'result'))
        source.write_bytes(content)
        # It folds the batch normalization into the convolutions. The shapes are known already.
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        model = load_model(prepared)
        fold_pooling(model)
        save_model(model, prepared)
        face = model.graph.input[0].name
        quantize_static(
            prepared, result, _reader([{face: batch} for batch in batches]), per_channel=True,
            reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            op_types_to_quantize=list(_OPERATORS),
            nodes_to_exclude=_before_convolutions(model.graph))
        return result.read_bytes()


def _before_convolutions(graph) -> list[str]:
    """Return the names of the nodes that prepare the input; they must stay precise."""
    after: set[str] = set()
    names = []
    for node in graph.node:
        if node.op_type == 'Conv' or after.intersection(node.input):
            after.update(node.output)
        else:
            names.append(node.name)
    return names


def _reader(batches: list[dict[str, np.ndarray]]):
    """Return the batches as ONNX Runtime takes them."""
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):
        def __init__(self) -> None:
            self._left = iter(batches)

        def get_next(self) -> dict[str, np.ndarray] | None:
            return next(self._left, None)

    return Reader()
