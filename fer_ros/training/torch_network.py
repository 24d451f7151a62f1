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

"""The layers of a Keras model as a PyTorch module, without Keras's overhead per layer."""

from __future__ import annotations

from typing import Any

from fer_ros.values.errors import FerRosError
import torch
from torch.nn import functional

# The Keras activations that the networks use; the loss applies the softmax of the head
ACTIVATIONS = {'linear': lambda x: x, 'relu': functional.relu, 'sigmoid': torch.sigmoid,
               'softmax': lambda x: x}


class TorchNetwork(torch.nn.Module):
    """
    The layers of a functional Keras model for grey faces.

    It takes the Keras model's input, but as (n, 1, height, width), and returns the logits (n, 7)
    of its probabilities and its `features` (n, m).
    """

    def __init__(self, model: Any) -> None:
        """
        Take a Keras model's layers and weights.

        :raises FerRosError: if the model has a layer of an unknown kind
        """
        super().__init__()
        # In a tuple: on PyTorch a Keras model is a module, and its weights must not be trained.
        self._model = (model,)
        self._steps: list[tuple[str, str, dict, list[str]]] = []
        self.parts = torch.nn.ModuleDict()
        channels: dict[str, int] = {}
        for entry in model.get_config()['layers']:
            kind, config, name = entry['class_name'], entry['config'], entry['name']
            sources = _sources(entry['inbound_nodes'])
            layer = model.get_layer(name)
            channels[name] = layer.output.shape[-1]
            if kind == 'Conv2D':
                size, stride = config['kernel_size'][0], config['strides'][0]
                self.parts[name] = torch.nn.Conv2d(
                    channels[sources[0]], config['filters'], size, stride,
                    padding=_border(config),
                    bias=config['use_bias'])
            elif kind == 'BatchNormalization':
                self.parts[name] = torch.nn.BatchNorm2d(
                    channels[name], config['epsilon'], 1 - config['momentum'])
            elif kind == 'Dense':
                self.parts[name] = torch.nn.Linear(channels[sources[0]], config['units'])
            elif kind not in _PLAIN:
                raise FerRosError(f"the layer '{name}' is a {kind}; PyTorch's trainer knows "
                                  f"Conv2D, BatchNormalization, Dense, {', '.join(_PLAIN)}")
            self._steps.append((name, kind, config, sources))
        self.read_keras()

    def forward(self, faces: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits and features of faces (n, 1, height, width)."""
        values: dict[str, torch.Tensor] = {}
        for name, kind, config, sources in self._steps:
            inputs = [values[source] for source in sources] or [faces]
            if kind in _PLAIN:
                values[name] = _PLAIN[kind](inputs, config, self.training)
                continue
            x = inputs[0]
            if kind == 'Conv2D' and _pads_end(config):
                x = functional.pad(x, (0, 1, 0, 1))
            if kind == 'Dense':
                x = x.float()
                with torch.autocast(x.device.type, enabled=False):
                    values[name] = self.parts[name](x)
                continue
            x = self.parts[name](x)
            values[name] = ACTIVATIONS[config.get('activation', 'linear')](x)
        return values['probabilities'], values['features']

    @torch.no_grad()
    def read_keras(self) -> None:
        """Copy the weights of the Keras model."""
        for name, part in self.parts.items():
            weights = [torch.from_numpy(value.copy())
                       for value in self._model[0].get_layer(name).get_weights()]
            for tensor, value in zip(_tensors(part), weights, strict=True):
                tensor.copy_(_turned(value))

    @torch.no_grad()
    def keras_weights(self) -> list:
        """Return the weights in the form that the Keras model's `set_weights` takes."""
        # Copies: on a CPU, the arrays would otherwise share memory with the parameters.
        values = {name: [_back(tensor.detach().float().cpu()).numpy().copy()
                         for tensor in _tensors(part)] for name, part in self.parts.items()}
        return [value for layer in self._model[0].layers for value in values.get(layer.name, [])]


def _pads_end(config: dict) -> bool:
    """Return whether Keras's `same` pads an even side by one pixel, and only at its end."""
    size, stride = config['kernel_size'][0], config['strides'][0]
    return config['padding'] == 'same' and size - stride == 1 and stride > 1


def _border(config: dict) -> int:
    """Return by how many pixels a convolution pads each border of an even side."""
    if config['padding'] == 'valid' or _pads_end(config):
        return 0
    return (config['kernel_size'][0] - config['strides'][0] + 1) // 2


def _sources(nodes: Any) -> list[str]:
    """Return the names of the layers whose outputs a layer takes, in order."""
    if isinstance(nodes, dict):
        if 'keras_history' in nodes:
            return [nodes['keras_history'][0]]
        nodes = [value for key, value in nodes.items() if key in ('args', 'config', 'kwargs')]
    if isinstance(nodes, (list, tuple)):
        return [name for node in nodes for name in _sources(node)]
    return []


def _tensors(part: Any) -> list[torch.Tensor]:
    """Return a module's tensors in the order of the Keras layer's weights."""
    if hasattr(part, 'running_mean'):
        return [part.weight, part.bias, part.running_mean, part.running_var]
    return [part.weight] if part.bias is None else [part.weight, part.bias]


def _turned(value: torch.Tensor) -> torch.Tensor:
    """Return a Keras weight in PyTorch's order of axes."""
    if value.ndim == 4:
        return value.permute(3, 2, 0, 1)
    return value.T if value.ndim == 2 else value


def _back(value: torch.Tensor) -> torch.Tensor:
    if value.ndim == 4:
        return value.permute(2, 3, 1, 0).contiguous()
    return value.T.contiguous() if value.ndim == 2 else value


def _contrast(inputs: list[torch.Tensor], config: dict, training: bool) -> torch.Tensor:
    faces = inputs[0].float()
    variance, mean = torch.var_mean(faces, (1, 2, 3), correction=0, keepdim=True)
    return (faces - mean) * torch.rsqrt(variance + config['epsilon'])


def _global_mean(inputs: list[torch.Tensor], config: dict, training: bool) -> torch.Tensor:
    return inputs[0].mean((2, 3), keepdim=config['keepdims'])


# The layers without weights, as functions of their inputs, configuration and training mode
_PLAIN = {
    'InputLayer': lambda inputs, config, training: inputs[0],
    'LayerNormalization': _contrast,
    'GlobalAveragePooling2D': _global_mean,
    'ReLU': lambda inputs, config, training: functional.relu(inputs[0]),
    'Add': lambda inputs, config, training: inputs[0] + inputs[1],
    'Multiply': lambda inputs, config, training: inputs[0] * inputs[1],
    'MaxPooling2D': lambda inputs, config, training: functional.max_pool2d(
        inputs[0], config['pool_size'][0], config['strides'][0]),
    'AveragePooling2D': lambda inputs, config, training: functional.avg_pool2d(
        inputs[0], config['pool_size'][0]),
    'Dropout': lambda inputs, config, training: functional.dropout(
        inputs[0], config['rate'], training)}
