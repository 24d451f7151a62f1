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

"""Joins the mean pooling of an ONNX graph with the convolution that follows it."""

from __future__ import annotations


def fold_pooling(model) -> None:
    """
    Replace each AveragePool before a convolution of 1x1 by a larger kernel of that convolution.

    Both are linear, so the result is the same. ONNX Runtime computes the convolution of 8-bit
    integers several times as fast as their mean pooling.
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    weights = {value.name: value for value in graph.initializer}
    for pool in [node for node in graph.node if node.op_type == 'AveragePool']:
        users = [node for node in graph.node if pool.output[0] in node.input]
        options = {one.name: helper.get_attribute_value(one) for one in pool.attribute}
        kernel = options['kernel_shape']
        if len(users) != 1 or users[0].op_type != 'Conv' or options.get('strides') != kernel \
                or any(options.get('pads', ())) or options.get('ceil_mode') \
                or options.get('auto_pad', b'NOTSET') not in (b'NOTSET', b'VALID'):
            continue
        convolution, = users
        shape = {one.name: helper.get_attribute_value(one) for one in convolution.attribute}
        weight = weights.get(convolution.input[1])
        if weight is None or list(weight.dims[2:]) != [1, 1] \
                or set(shape.get('strides', [1])) != {1}:
            continue
        values = numpy_helper.to_array(weight) / (kernel[0] * kernel[1])
        name = f'{weight.name}_pooled'
        graph.initializer.append(numpy_helper.from_array(
            values.repeat(kernel[0], 2).repeat(kernel[1], 3), name))
        convolution.input[0], convolution.input[1] = pool.input[0], name
        for attribute in list(convolution.attribute):
            if attribute.name in ('kernel_shape', 'strides', 'auto_pad'):
                convolution.attribute.remove(attribute)
        convolution.attribute.extend([helper.make_attribute('kernel_shape', kernel),
                                      helper.make_attribute('strides', kernel)])
        graph.node.remove(pool)
