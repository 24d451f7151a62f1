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

"""Finds and creates the outputs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
import pkgutil

from fer_ros import ros
from fer_ros.node.depth_input import DepthInput
from fer_ros.node.outputs.output import Output, TopicOutput
from fer_ros.values.errors import MissingDependencyError
from fer_ros.values.node_settings import NodeSettings


def create_outputs(node: ros.Node, settings: NodeSettings,
                   depth: DepthInput | None) -> list[Output]:
    """
    Return the outputs that the settings ask for, in the order of their names.

    An output whose messages are not installed is left out, with a log line: the others work.

    :param depth: depth images, None without the setting `depth`
    """
    outputs = []
    for kind in sorted(_kinds(), key=lambda kind: kind.__name__):
        try:
            output = kind.create(node, settings, depth)
        except MissingDependencyError as error:
            node.get_logger().error(str(error))
        else:
            if output is not None:
                outputs.append(output)
    return outputs


def _kinds() -> list[type[Output]]:
    """Return the classes of all outputs in this folder."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        import_module(f'{__package__}.{module.name}')
    found = [*Output.__subclasses__(), *TopicOutput.__subclasses__()]
    return [kind for kind in found
            if kind is not TopicOutput and kind.__module__.startswith(__package__)]
