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

"""Attributes of the nodes do not hide those that rclpy's Node keeps under the same names."""

import ast
from pathlib import Path

import fer_ros
import pytest

NODE = Path(fer_ros.__file__).parent / 'node'
# Assigned in rclpy/node.py and rclpy/lifecycle/node.py of Humble to rolling
RCLPY = frozenset((
    '_allow_undeclared_parameters', '_callbacks', '_clients', '_clock', '_context',
    '_default_callback_group', '_descriptors', '_guards', '_logger', '_logger_service',
    '_managed_entities', '_on_set_parameters_callbacks', '_parameter_event_publisher',
    '_parameter_overrides', '_parameter_service', '_parameters',
    '_post_set_parameters_callbacks', '_pre_set_parameters_callbacks', '_publishers',
    '_rate_group', '_service_change_state', '_service_get_available_states',
    '_service_get_available_transitions', '_service_get_state',
    '_service_get_transition_graph', '_services', '_state_machine', '_subscriptions',
    '_time_source', '_timers', '_type_description_service', '_waitables'))


def assigned(path):
    """Return the attributes of `self` that the node classes in a file assign."""
    return {target.attr
            for kind in ast.walk(ast.parse(path.read_text()))
            if isinstance(kind, ast.ClassDef)
            and any(ast.unparse(base) in ('ros.Node', 'ros.LifecycleNode') for base in kind.bases)
            for target in ast.walk(kind)
            if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store)
            and ast.unparse(target.value) == 'self'}


@pytest.mark.parametrize('file', ['emotion_node.py', 'camera_node.py'])
def test_no_attribute_of_rclpy_is_hidden(file):
    names = assigned(NODE / file)
    assert names and not names & RCLPY
