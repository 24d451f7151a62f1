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

"""Joins ONNX models to one, whose output is the mean of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from fer_ros.values.errors import ModelError


def mean_model(contents: Sequence[bytes]) -> bytes:
    """
    Return an ONNX model with the mean output of others.

    :param contents: of ONNX files with one input and one output of equal shapes
    :raises ModelError: if they were made for different operator sets
    """
    from onnx import compose, helper, load_from_string

    models = [compose.add_prefix(load_from_string(content), f'{number}_')
              for number, content in enumerate(contents)]
    versions = {tuple(sorted((one.domain, one.version) for one in model.opset_import))
                for model in models}
    if len(versions) > 1:
        raise ModelError(f'the models need different operator sets: {sorted(versions)}')
    joined = models[0]
    graph = joined.graph
    outputs = [model.graph.output[0].name for model in models]
    for model in models[1:]:
        _rename_input(model.graph, graph.input[0].name)
        graph.node.extend(model.graph.node)
        graph.initializer.extend(model.graph.initializer)
    mean = 'probabilities'
    graph.node.append(helper.make_node('Mean', outputs, [mean], name='mean'))
    graph.output[0].name = mean
    del graph.value_info[:]
    return joined.SerializeToString(deterministic=True)


def _rename_input(graph, name: str) -> None:
    old = graph.input[0].name
    for node in graph.node:
        for place, tensor in enumerate(node.input):
            if tensor == old:
                node.input[place] = name
