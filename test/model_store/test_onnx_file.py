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

"""ONNX files that want more than themselves."""

from pathlib import Path

from fer_ros.model_store.onnx_file import check_onnx
from fer_ros.model_store.session import open_session
from fer_ros.system import share_dir
from fer_ros.values.errors import ModelError
import numpy as np
import pytest

onnx = pytest.importorskip('onnx')
from onnx import helper, TensorProto  # noqa: E402, I100


def external(location):
    tensor = TensorProto(name='w', data_type=TensorProto.FLOAT, dims=[1],
                         data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key='location', value=location)
    return tensor


def graph(nodes=(), tensors=()):
    value = helper.make_tensor_value_info
    return helper.make_graph(
        nodes or [helper.make_node('Add', ['x', 'w'], ['y'])], 'g',
        [value('x', TensorProto.FLOAT, [1])], [value('y', TensorProto.FLOAT, [1])], list(tensors))


def saved(path, made, **more):
    model = helper.make_model(made, opset_imports=[helper.make_opsetid('', 17)], **more)
    model.ir_version = 8
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize('location', ['w.bin', '../w.bin', '/etc/passwd', 'a/../../w.bin'])
def test_data_in_another_file_is_rejected(tmp_path, location):
    folder = tmp_path / 'models'
    folder.mkdir()
    for place in (folder, tmp_path):
        (place / 'w.bin').write_bytes(np.float32(1).tobytes())
    with pytest.raises(ModelError, match='is rejected: a tensor of it lies in another file'):
        open_session(saved(folder / 'm.onnx', graph(tensors=[external(location)])))


def constant(tensor):
    return helper.make_node('Constant', [], ['w'], value=tensor)


WHERE = {
    'an attribute': lambda: graph([constant(external('w'))]),
    'a branch': lambda: graph([helper.make_node('If', ['x'], ['y'], then_branch=graph(
        [constant(external('w'))]), else_branch=graph())]),
    'a list': lambda: graph([helper.make_node('x', [], ['y'], values=[external('w')])])}


@pytest.mark.parametrize('where', WHERE)
def test_wherever_the_tensor_is(tmp_path, where):
    with pytest.raises(ModelError, match='lies in another file'):
        check_onnx(saved(tmp_path / 'm.onnx', WHERE[where]()).read_bytes(), 'm.onnx')


def test_operators_from_elsewhere_are_not_loaded(tmp_path):
    node = helper.make_node('Evil', ['x'], ['y'], domain='evil.so')
    path = saved(tmp_path / 'm.onnx', graph([node]))
    with pytest.raises(ModelError, match='is no ONNX model that ONNX Runtime'):
        open_session(path)


@pytest.mark.parametrize('path', sorted((share_dir() / 'models').glob('*.onnx')),
                         ids=lambda path: Path(path).name)
def test_the_shipped_models_are_whole(path):
    check_onnx(path.read_bytes(), path.name)
    with pytest.raises(ModelError):
        check_onnx(path.read_bytes()[:-1], path.name)
