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

"""A network that states one size, made to take any."""

from fer_ros.model_store.onnx_axes import free_image_axes
from fer_ros.model_store.protobuf import changed, delimited, fields
import numpy as np
import pytest

onnx = pytest.importorskip('onnx')
onnxruntime = pytest.importorskip('onnxruntime')

SIZES = [(64, 96), (256, 320), (480, 640), (640, 640), (1088, 1920)]


def outputs(model, images):
    session = onnxruntime.InferenceSession(model)
    names = sorted(one.name for one in session.get_outputs())
    return [session.run(names, {session.get_inputs()[0].name: image}) for image in images]


def images(sizes=SIZES):
    rng = np.random.default_rng(1)
    return [rng.integers(0, 256, (1, 3, *size)).astype(np.float32) for size in sizes]


def test_gives_what_the_network_of_any_size_gives_bit_for_bit(shared, yunet_weights):
    """The two published files are of one network."""
    freed = outputs(free_image_axes(yunet_weights.read_bytes()), images())
    known = outputs((shared / 'models' / 'yunet_s_dynamic.onnx').read_bytes(), images())
    for ours, theirs in zip(freed, known, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_gives_what_it_gave_at_its_own_size(yunet_weights):
    content = yunet_weights.read_bytes()
    (freed,), (stated,) = (outputs(model, images([(640, 640)]))
                           for model in (free_image_axes(content), content))
    for one, other in zip(freed, stated, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nothing_but_the_stated_shapes_changes(yunet_weights, capfd):
    before = onnx.load(yunet_weights)
    after = onnx.load_from_string(free_image_axes(yunet_weights.read_bytes()))
    onnx.checker.check_model(after)
    shape = after.graph.input[0].type.tensor_type.shape.dim
    assert [axis.dim_value for axis in shape] == [1, 3, 0, 0]  # 0: not said
    # ONNX Runtime warns where a stated shape is not the one that it finds.
    outputs(after.SerializeToString(), images())
    assert capfd.readouterr() == ('', '')
    for graph in (before.graph, after.graph):
        for part in (graph.input, graph.output, graph.value_info):
            del part[:]
    assert before == after


@pytest.mark.parametrize('length', [0, 1, 127, 128, 16384, 3_000_000])
def test_lengths_of_every_size(length):
    field, = fields(memoryview(delimited(11, b'x' * length)))
    assert (field.number, bytes(field.value)) == (11, b'x' * length)
    outer = delimited(7, field.raw) + delimited(2, b'stays')
    assert changed(memoryview(outer), (7, 11), bytes) == outer


@pytest.mark.parametrize('content', [b'\x3a\xff', b'\x3a\x05abc', b'\x3b'])
def test_what_is_no_message(content):
    with pytest.raises((IndexError, ValueError)):
        free_image_axes(content)
