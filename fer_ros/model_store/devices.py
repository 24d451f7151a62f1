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

"""Devices, and the execution providers of ONNX Runtime that stand for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_CPU = 'CPUExecutionProvider'
# Each with what may do the parts of a network that it cannot; the CPU is always the last.
_PROVIDERS = {
    'cpu': (), 'cuda': ('CUDAExecutionProvider',),
    'tensorrt': ('TensorrtExecutionProvider', 'CUDAExecutionProvider'),
    'openvino': ('OpenVINOExecutionProvider',)}
_PACKAGES = {'cuda': 'onnxruntime-gpu', 'tensorrt': 'onnxruntime-gpu',
             'openvino': 'onnxruntime-openvino'}


def providers(device: str, available: Iterable[str]) -> list[str]:
    """
    Return the providers to ask ONNX Runtime for, best first, of those it has.

    :param device: one of `fer_ros.values.compute.DEVICES`
    :param available: as `onnxruntime.get_available_providers` lists them
    """
    there = set(available)
    return [name for name in _PROVIDERS[device] if name in there] + [_CPU]


def session_device(session: Any) -> str:
    """Return the device that an `onnxruntime.InferenceSession` really runs on."""
    first = session.get_providers()[0]
    return next((device for device, names in _PROVIDERS.items() if names[:1] == (first,)), 'cpu')


def device_warning(wanted: str, used: str) -> str:
    """
    Say why another device is used than the one that was asked for, and what would help.

    '' where that is not so.
    """
    if used == wanted or wanted not in _PACKAGES:
        return ''
    import onnxruntime

    there = onnxruntime.get_available_providers()
    known = [device for device, names in _PROVIDERS.items()
             if device == 'cpu' or names[0] in there]
    why = (f'ONNX Runtime {onnxruntime.__version__} has it, but cannot start it here (driver and '
           'libraries?)' if wanted in known else
           f'ONNX Runtime {onnxruntime.__version__} has only {", ".join(known)} here, and '
           f'{wanted} comes with the package {_PACKAGES[wanted]} in its place')
    return f'device {wanted} cannot be used, {used} goes on: {why}'
