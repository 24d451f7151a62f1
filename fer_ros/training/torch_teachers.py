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

"""Teachers as PyTorch modules: trained Keras models, and ONNX models of the store."""

from __future__ import annotations

from fer_ros.model_store.manifest import InputSpec
from fer_ros.model_store.store import find_model, StoredModel
from fer_ros.training.requirements import require
from fer_ros.training.teachers import ClassifierTeachers, ModelTeachers, Teachers
from fer_ros.training.torch_network import TorchNetwork
from fer_ros.values.errors import SettingError
from fer_ros.values.labels import LABELS
import torch


class OnnxTeacher(torch.nn.Module):
    """An ONNX model of the store as a module that takes what `TorchNetwork` takes."""

    def __init__(self, model: StoredModel) -> None:
        """
        Convert the file.

        :raises MissingDependencyError: if onnx2torch is not installed
        :raises SettingError: if it cannot convert the model, such as one of 8-bit integers
        """
        super().__init__()
        require('train-torch', 'onnx2torch')
        from onnx2torch import convert

        try:
            self._network = convert(str(model.path))
        except NotImplementedError as error:
            raise SettingError(
                f"on PyTorch, '{model.manifest.name}' cannot be a teacher, because onnx2torch "
                f'does not convert it ({error}); with KERAS_BACKEND=tensorflow it can') from error
        self._channels_last = model.manifest.input.layout == 'NHWC'
        self._probabilities = model.manifest.output == 'probabilities'

    def forward(self, faces: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Return the logits (n, 7) of faces (n, 1, height, width); it has no features to give."""
        answer = self._network(faces.permute(0, 2, 3, 1) if self._channels_last else faces)
        return (answer.float().clamp(min=1e-7).log() if self._probabilities else answer), None


def teacher_networks(teachers: Teachers | None, spec: InputSpec) -> list[torch.nn.Module]:
    """
    Return the networks of a stage's teachers.

    :param spec: the input of the network that learns from them
    :raises SettingError: if a teacher takes another input, or does not give the seven emotions
    """
    if teachers is None:
        return []
    if isinstance(teachers, ModelTeachers):
        return [TorchNetwork(model) for model in teachers.models]
    if not isinstance(teachers, ClassifierTeachers):
        raise SettingError('on PyTorch, teachers must be .keras or .onnx models')
    models = [find_model(name) for name in teachers.names]
    for model in models:
        manifest = model.manifest
        if (model.path.suffix != '.onnx' or manifest.input != spec
                or tuple(manifest.labels) != LABELS
                or manifest.output not in ('probabilities', 'logits')):
            raise SettingError(
                f"on PyTorch, '{manifest.name}' cannot be the teacher of this network: it must be "
                f'an .onnx or .keras file with the same input and probabilities or logits of '
                f'{", ".join(LABELS)}, in this order')
    return [OnnxTeacher(model) for model in models]
