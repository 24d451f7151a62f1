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

"""Converts a Keras model to ONNX; equal weights give equal bytes."""

from __future__ import annotations

from fer_ros.model_store.manifest import InputSpec
from fer_ros.system import install_line
from fer_ros.values.errors import MissingDependencyError

# The oldest ONNX Runtime that fer_ros takes, 1.15, reads operator sets up to 19.
OPSET = 17


def onnx_bytes(model, spec: InputSpec, name: str) -> bytes:
    """
    Return a Keras model as the content of an ONNX file with the input `face`.

    :raises MissingDependencyError: if TensorFlow or tf2onnx is missing, or Keras runs on
        another backend
    """
    import keras

    if keras.backend.backend() != 'tensorflow':
        raise MissingDependencyError(
            f"export runs on TensorFlow, but Keras runs on '{keras.backend.backend()}': "
            'set KERAS_BACKEND=tensorflow')
    try:
        import tensorflow as tf
        import tf2onnx
    except ImportError as error:
        raise MissingDependencyError(f'export needs TensorFlow and tf2onnx ({error}): '
                                     + install_line('train')) from error
    signature = [tf.TensorSpec((None, spec.height, spec.width, spec.channels), tf.float32,
                               name='face')]

    @tf.function(input_signature=signature)
    def call(face):
        return tf.identity(model(face, training=False), name='probabilities')

    proto, _ = tf2onnx.convert.from_function(call, signature, opset=OPSET)
    proto.graph.name = name
    _rename(proto.graph)
    return proto.SerializeToString(deterministic=True)


def _rename(graph) -> None:
    """
    Rename the tensors and nodes of a graph to their numbers in the order of use.

    tf2onnx names and orders them by counters and hashes; with numbers, equal weights give equal
    files.
    """
    graph.doc_string = ''
    (face,), (probabilities,) = graph.input, graph.output
    names = {face.name: 'face', probabilities.name: 'probabilities'}
    face.name, probabilities.name = names.values()
    for number, node in enumerate(graph.node):
        node.name = f'{node.op_type}_{number}'
        for tensors in (node.input, node.output):
            for place, tensor in enumerate(tensors):
                if tensor:
                    tensors[place] = names.setdefault(tensor, f'tensor_{len(names)}')
    weights = {value.name: value.SerializeToString() for value in graph.initializer}
    del graph.initializer[:]
    del graph.value_info[:]
    for old, new in names.items():
        if old in weights:
            value = graph.initializer.add()
            value.ParseFromString(weights[old])
            value.name = new
    for value in (face, probabilities):
        value.type.tensor_type.shape.dim[0].dim_param = 'batch'
