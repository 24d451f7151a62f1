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

"""Devices: what is asked of ONNX Runtime, and what is said where it cannot be had."""

from fer_ros.model_store import session as session_module
from fer_ros.model_store.devices import device_warning, providers, session_device
from fer_ros.model_store.session import open_session
from fer_ros.system import share_dir
from fer_ros.values.compute import Compute, DEVICES
from fer_ros.values.errors import ModelError, SettingError
from fer_ros.values.settings import Settings
import pytest

onnxruntime = pytest.importorskip('onnxruntime')

CPU, CUDA = 'CPUExecutionProvider', 'CUDAExecutionProvider'
TENSORRT, OPENVINO = 'TensorrtExecutionProvider', 'OpenVINOExecutionProvider'
MODEL = share_dir() / 'models' / 'cnn.onnx'


@pytest.mark.parametrize(('device', 'available', 'asked'), [
    ('cpu', [CUDA, CPU], [CPU]), ('cuda', [TENSORRT, CUDA, CPU], [CUDA, CPU]),
    ('tensorrt', [TENSORRT, CUDA, CPU], [TENSORRT, CUDA, CPU]),
    ('tensorrt', [CUDA, CPU], [CUDA, CPU]), ('openvino', [OPENVINO, CPU], [OPENVINO, CPU]),
    ('cuda', [CPU], [CPU]), ('openvino', [CPU], [CPU])])
def test_providers(device, available, asked):
    assert providers(device, available) == asked


class FakeSession:
    """Runs on what it is told."""

    def __init__(self, *names):
        self.get_providers = lambda: list(names)


@pytest.mark.parametrize(('names', 'device'), [
    ((CPU,), 'cpu'), ((CUDA, CPU), 'cuda'), ((TENSORRT, CUDA, CPU), 'tensorrt'),
    ((OPENVINO, CPU), 'openvino'), (('OtherExecutionProvider', CPU), 'cpu')])
def test_the_device_in_use(names, device):
    assert session_device(FakeSession(*names)) == device


@pytest.mark.parametrize('device', [device for device in DEVICES if device != 'cpu'])
def test_a_device_that_is_not_there(device):
    if providers(device, onnxruntime.get_available_providers()) != [CPU]:
        pytest.skip(f'this ONNX Runtime has {device}')
    session = open_session(MODEL, compute=Compute(device, 1))
    assert session_device(session) == 'cpu'
    warning = device_warning(device, session_device(session))
    assert warning.startswith(f'device {device} cannot be used, cpu goes on: ')
    assert f'onnxruntime-{"openvino" if device == "openvino" else "gpu"}' in warning
    assert 'has only cpu' in warning


def test_no_warning_where_all_is_well():
    assert device_warning('cpu', 'cpu') == device_warning('cuda', 'cuda') == ''


@pytest.fixture
def failing_cuda(monkeypatch):
    """Let ONNX Runtime have a CUDA that cannot be started; return what is asked of it."""
    asked, real = [], onnxruntime.InferenceSession

    def session(content, options, providers):
        asked.append(providers)
        if CUDA in providers:
            raise RuntimeError('CUDA failure 100: no CUDA-capable device')
        return real(content, options, providers=providers)
    monkeypatch.setattr(onnxruntime, 'InferenceSession', session)
    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: [CUDA, CPU])
    return asked


def test_a_device_that_fails_leaves_the_cpu(failing_cuda):
    assert session_device(open_session(MODEL, compute=Compute('cuda', 1))) == 'cpu'
    assert failing_cuda == [[CUDA, CPU], [CPU]]
    assert 'cannot start it here' in device_warning('cuda', 'cpu')


def test_a_broken_model_is_one_on_every_device(failing_cuda, tmp_path):
    (tmp_path / 'a.onnx').write_bytes(b'no model')
    with pytest.raises(ModelError, match='no ONNX model'):
        open_session(tmp_path / 'a.onnx', compute=Compute('cuda', 1))


def test_threads_reach_the_session(monkeypatch):
    seen, real = [], onnxruntime.InferenceSession

    def session(content, options, providers):
        seen.append((options.intra_op_num_threads,
                     options.get_session_config_entry('session.intra_op.allow_spinning')))
        return real(content, options, providers=providers)
    monkeypatch.setattr(onnxruntime, 'InferenceSession', session)
    session_module.open_session(MODEL, compute=Compute('cpu', 2))
    assert seen == [(2, '0')]


def test_settings():
    assert (Settings().device, Settings().num_threads) == ('cpu', 1)
    with pytest.raises(SettingError, match='one of cpu, cuda, tensorrt, openvino'):
        Settings(device='gpu')
    with pytest.raises(SettingError, match='num_threads must be in'):
        Settings(num_threads=-1)
