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

"""Changes an ONNX network for images of one size so that it takes images of any size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fer_ros.model_store.protobuf import changed, delimited, fields

# onnx/onnx.proto: the numbers of the fields that lead to the shapes
_GRAPH = 7
_INPUT, _OUTPUT, _VALUE_INFO = 11, 12, 13
_SHAPE = 2, 1, 2  # type, tensor type, shape
_DIM = 1


def free_image_axes(content: bytes) -> bytes:
    """
    Return an ONNX model whose input (1, channels, height, width) takes images of any size.

    Only the shapes that the file declares change, not the network. Every layer must accept any
    size, as convolutions do. The second axis of the outputs, the positions in the image, becomes
    free, too. The shapes of intermediate results are removed; ONNX Runtime infers them.

    :raises ValueError: if it is not an ONNX model
    :raises IndexError: if it is cut off
    """
    return changed(memoryview(content), (_GRAPH,), _free_graph)


def _free_graph(graph: memoryview) -> bytes:
    result = b''.join(field.raw for field in fields(graph) if field.number != _VALUE_INFO)
    for kind, axes in ((_INPUT, (2, 3)), (_OUTPUT, (1,))):
        result = changed(memoryview(result), (kind, *_SHAPE), partial(_free, axes))
    return result


def _free(axes: Sequence[int], shape: memoryview) -> bytes:
    """Return a shape without the sizes and names of some axes."""
    return b''.join(delimited(_DIM, b'') if index in axes else field.raw
                    for index, field in enumerate(fields(shape)))
