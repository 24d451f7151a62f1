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

"""The part of rclpy that fer_ros uses, on Eclipse Cyclone DDS, without ROS 2."""

from fer_ros.embedded.cdr import serialize
from fer_ros.embedded.context import init, ok, shutdown
from fer_ros.embedded.errors import ExternalShutdownException, InvalidHandle
from fer_ros.embedded.executor import MutuallyExclusiveCallbackGroup, spin, spin_once
from fer_ros.embedded.interfaces import interface
from fer_ros.embedded.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from fer_ros.embedded.node import Node
from fer_ros.embedded.parameters import (FloatingPointRange, IntegerRange, Parameter,
                                         ParameterDescriptor, SetParametersResult)
from fer_ros.embedded.qos import (DurabilityPolicy, HistoryPolicy, qos_profile_sensor_data,
                                  QoSProfile, ReliabilityPolicy)
from fer_ros.embedded.qos_overrides import QoSOverridingOptions, QoSPolicyKind

__all__ = [
    'DurabilityPolicy', 'ExternalShutdownException', 'FloatingPointRange', 'HistoryPolicy',
    'IntegerRange', 'InvalidHandle', 'LifecycleNode', 'LifecycleState',
    'MutuallyExclusiveCallbackGroup', 'Node', 'Parameter', 'ParameterDescriptor',
    'QoSOverridingOptions', 'QoSPolicyKind', 'QoSProfile', 'ReliabilityPolicy',
    'SetParametersResult', 'TransitionCallbackReturn', 'init', 'interface', 'ok',
    'qos_profile_sensor_data', 'serialize', 'shutdown', 'spin', 'spin_once']
