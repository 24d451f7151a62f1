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

"""Devices and their execution providers in ONNX Runtime."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_CPU = 'CPUExecutionProvider'
# In order: a later provider runs the layers that an earlier one does not support. The CPU is last.
_PROVIDERS = {
    'cpu': (), 'cuda': ('CUDAExecutionProvider',),
    'tensorrt': ('TensorrtExecutionProvider', 'CUDAExecutionProvider'),
    'openvino': ('OpenVINOExecutionProvider',)}
_PACKAGES = {'cuda': 'onnxruntime-gpu', 'tensorrt': 'onnxruntime-gpu',
             'openvino': 'onnxruntime-openvino'}


def providers(device: str, available: Iterable[str]) -> list[str]:
    """
    Return the available providers for a device, the preferred one first.

    :param device: one of `fer_ros.values.compute.DEVICES`
    :param available: as `onnxruntime.get_available_providers` lists them
    """
    there = set(available)
    return [name for name in _PROVIDERS[device] if name in there] + [_CPU]


def session_device(session: Any) -> str:
    """Return the device that an `onnxruntime.InferenceSession` runs on."""
    first = session.get_providers()[0]
    return next((device for device, names in _PROVIDERS.items() if names[:1] == (first,)), 'cpu')


def device_warning(wanted: str, used: str) -> str:
    """Return why the wanted device is not used and what to do; '' if it is used."""
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
