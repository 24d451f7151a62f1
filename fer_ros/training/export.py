"""From a Keras model to an ONNX file with its manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from fer_ros.model_store.manifest import Manifest, save_manifest
from fer_ros.training.architectures import Architecture
from fer_ros.training.train import model_input, predict, Run
from fer_ros.values.errors import MissingDependencyError, ModelError
from fer_ros.values.labels import LABELS

# The oldest ONNX Runtime that fer_ros takes, 1.15, reads operator sets up to 19.
OPSET = 17
TOLERANCE = 1e-4


def export(run: Run, architecture: Architecture, folder: Path, faces: np.ndarray, *,
           command: str) -> Path:
    """
    Write NAME.onnx and NAME.json, and compare the ONNX model with the Keras model.

    :param faces: real faces (n, 48, 48) uint8 for the comparison
    :param command: the line that makes the model again, for the manifest
    :return: the path of the ONNX file
    :raises ModelError: if a probability differs by more than 1e-4
    """
    path = folder / f'{architecture.name}.onnx'
    path.write_bytes(_onnx_bytes(run.model, architecture))
    difference = max_difference(run.model, path, faces)
    if not difference <= TOLERANCE:
        raise ModelError(f"'{path}' differs from the Keras model by {difference:g}; "
                         f'at most {TOLERANCE:g} is allowed')
    save_manifest(_manifest(run.record, architecture, path, difference, command), folder)
    return path


def _onnx_bytes(model, architecture: Architecture) -> bytes:
    try:
        import tensorflow as tf
        import tf2onnx
    except ImportError as error:
        raise MissingDependencyError(f'export needs TensorFlow and tf2onnx ({error}): '
                                     "pip install 'fer_ros[train]'") from error
    channels = 1 if architecture.color == 'gray' else 3
    signature = [tf.TensorSpec((None, architecture.side, architecture.side, channels),
                               tf.float32, name='face')]

    @tf.function(input_signature=signature)
    def call(face):
        return tf.identity(model(face, training=False), name='probabilities')

    proto, _ = tf2onnx.convert.from_function(call, signature, opset=OPSET)
    proto.graph.name = architecture.name
    _rename(proto.graph)
    return proto.SerializeToString(deterministic=True)


def _rename(graph) -> None:
    """
    Number a graph's tensors and nodes in the order of their use.

    tf2onnx names and orders them by counters and hashes; after this the same weights give the
    same file.
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
    for old, new in names.items():  # in the order of their use
        if old in weights:
            value = graph.initializer.add()
            value.ParseFromString(weights[old])
            value.name = new
    for value in (face, probabilities):
        value.type.tensor_type.shape.dim[0].dim_param = 'batch'


def max_difference(model, path: Path, faces: np.ndarray) -> float:
    """Return the largest difference of a probability between a Keras and an ONNX model."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    (output,) = session.run(None, {session.get_inputs()[0].name: model_input(faces)})
    return float(np.abs(output - predict(model, faces)).max())


def _manifest(record: dict[str, Any], architecture: Architecture, path: Path, difference: float,
              command: str) -> Manifest:
    return Manifest.from_dict({
        'name': architecture.name,
        'file': path.name,
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest(),
        'description': architecture.description,
        'licence': 'Apache-2.0',
        'input': {'width': architecture.side, 'height': architecture.side,
                  'color': architecture.color, 'scale': 1 / 255, 'mean': [0.0], 'std': [1.0],
                  'layout': 'NHWC', 'margin': architecture.margin},
        'output': 'probabilities',
        'labels': list(LABELS),
        'training': {
            'command': command,
            'data_source': 'FER2013 (Goodfellow et al. 2013, arXiv:1307.0414), a research data '
                           'set',
            **{key: value for key, value in record.items() if key != 'metrics'},
            'onnx_keras_max_difference': difference},
        'metrics': record['metrics'],
    })
